-- The language that a buyer chose, a seller's list of buyers who are never solicited, templates of a seller's own, and
-- answers to requests that may be sent twice.

-- Null: the shop says which language it is.
alter table buyer add column language_chosen_at timestamptz;

-- A change is of what a buyer declines in a marketplace, or of their language, which is the same in all of them.
alter table buyer_preference_change
  add column language text,
  alter column declines drop not null,
  alter column marketplace_id drop not null,
  add constraint buyer_preference_change_of_one check (
    case when language is null then declines is not null and marketplace_id is not null
         else declines is null and marketplace_id is null and seller_id is null end);
create index buyer_preference_changes on buyer_preference_change (buyer_id, at desc, id desc);

create index suppression_of_seller on suppression (seller_id, added_at desc, buyer_id desc);

create table message_template (
  seller_id      uuid not null references seller,
  id             uuid not null,
  name           text not null,
  contact_reason text,                          -- null: for answers
  texts          jsonb not null,                -- {"de": "Guten Tag {buyer} …"}
  version        integer not null,              -- counts the changes: the ETag
  changed_by     jsonb not null,                -- {kind, id, label}
  changed_at     timestamptz not null,
  primary key (seller_id, id)
);
create unique index message_template_by_name on message_template (seller_id, lower(name));

-- Requests with an Idempotency-Key: what was answered is answered again.
create table repeatable_request (
  asker        text not null,                   -- whose key it is: two sellers may choose the same one
  key_hash     bytea not null,
  request_hash bytea not null,                  -- of method, path and body
  begun_at     timestamptz not null,
  status       integer,                         -- null: under way
  answer       text,
  primary key (asker, key_hash)
);
create index repeatable_request_oldest on repeatable_request (begun_at);
