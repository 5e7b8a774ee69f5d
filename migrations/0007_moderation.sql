-- Reports, reviews, steps against sellers, statements of reasons and objections (INBOX 6, MOD 1-3), and records that
-- nobody can edit.

-- A case for the operator.
--   open       waits; kept for whoever claimed it until claimed_until
--   decided    can be undone until undo_until as long as nothing of it has left, then it is open again
--   settled    what it was about is decided elsewhere
create table review (
  id              uuid primary key,              -- of a held message: the message's own
  marketplace_id  text not null,
  seller_id       uuid not null,
  buyer_id        uuid not null,
  conversation_id uuid not null,
  message_id      uuid,                          -- null: about a party's conduct, or a whole conversation
  kind            text not null check (kind in ('held', 'reported', 'conduct', 'discretion')),
  about           text not null check (about in ('buyer', 'seller')),  -- whose message or conduct it is
  state           text not null check (state in ('open', 'decided', 'settled')),
  opened_at       timestamptz not null,
  claimed_by      jsonb,                         -- {kind, id, label}
  claimed_until   timestamptz,
  decision        text check (decision in ('permit', 'amend', 'refuse', 'dismiss', 'block', 'uphold')),
  decided_by      jsonb,
  decided_at      timestamptz,
  undo_until      timestamptz,
  note            text,                          -- the operator's own, never shown to a party
  before          jsonb,                         -- what undoing brings back
  foreign key (marketplace_id, seller_id, conversation_id) references conversation,
  foreign key (marketplace_id, seller_id, message_id) references message,
  check ((state = 'decided') = (decision is not null))
);
create unique index review_open_of_message on review (message_id) where state = 'open' and message_id is not null;
create unique index review_open_of_conduct on review (conversation_id, about)
  where state = 'open' and message_id is null;
create index review_waiting on review (opened_at, id) where state = 'open';
create index review_newest on review (id desc);

-- What a party says of a message, or of the other party's conduct in a conversation: once each.
create table report (
  id              uuid primary key,
  marketplace_id  text not null,
  seller_id       uuid not null,
  buyer_id        uuid not null,
  conversation_id uuid not null,
  message_id      uuid,                          -- null: the other party's conduct
  reporter        text not null check (reporter in ('buyer', 'seller')),
  reason          text not null,
  body            text not null,
  reported_at     timestamptz not null,
  review_id       uuid not null references review,
  foreign key (marketplace_id, seller_id, conversation_id) references conversation
);
create unique index report_of_message on report (message_id, reporter) where message_id is not null;
create unique index report_of_conduct on report (conversation_id, reporter) where message_id is null;
create index report_of_review on report (review_id);

-- Nothing passes in a conversation that the operator closed.
alter table conversation add column blocked_at timestamptz;

-- What counts against a seller by the published schedule.
create table breach (
  id             uuid primary key,
  marketplace_id text not null references marketplace,
  seller_id      uuid not null references seller,
  cause          text not null check (cause in ('refused-on-review', 'blocked', 'conduct', 'critical-misuse')),
  rule           text,
  message_id     uuid,
  review_id      uuid references review,
  at             timestamptz not null,
  withdrawn_at   timestamptz                     -- undone or reversed
);
create index breach_of_seller on breach (seller_id, marketplace_id, at);

-- Steps against a seller in a marketplace.
create table enforcement_step (
  id             uuid primary key,
  marketplace_id text not null references marketplace,
  seller_id      uuid not null references seller,
  kind           text not null check (kind in ('warned', 'templates-only', 'messaging-suspended', 'selling-suspended')),
  automatic      boolean not null,               -- by the schedule
  breach_ids     uuid[] not null default '{}',   -- what the schedule counted
  needed         integer,                        -- how many of them it asks for; null: by hand
  decided_by     jsonb not null,
  decided_at     timestamptz not null,
  begins_at      timestamptz not null,
  ends_at        timestamptz check (ends_at > begins_at),
  lifted_at      timestamptz,
  lifted_by      jsonb
);
create index enforcement_step_of_seller on enforcement_step (seller_id, marketplace_id) where lifted_at is null;

-- What a party was told about a decision, in the words that they were told (Regulation (EU) 2022/2065, Article 17;
-- Regulation (EU) 2019/1150, Article 4). Rows never change: what ends one stands in statement_end.
create table statement_of_reasons (
  id              uuid primary key,
  marketplace_id  text not null references marketplace,
  seller_id       uuid not null references seller,
  buyer_id        uuid,                          -- null: about no one conversation
  addressee       text not null check (addressee in ('buyer', 'seller')),
  step_id         uuid references enforcement_step,
  review_id       uuid references review,
  message_id      uuid,
  language        text not null,
  subject         text not null,
  body            text not null,
  facts           jsonb not null,                -- what the text was made of
  decided_by      jsonb not null,
  automatic       boolean not null,
  issued_at       timestamptz not null,
  told_at         timestamptz not null,          -- before that it can be undone, and its addressee doesn't see it
  object_until    timestamptz not null
);
create index statement_of_seller on statement_of_reasons (seller_id, id desc);
create index statement_of_buyer on statement_of_reasons (buyer_id, id desc) where addressee = 'buyer';
create index statement_of_review on statement_of_reasons (review_id);
create index statement_of_step on statement_of_reasons (step_id);

create table statement_end (
  statement_id uuid primary key references statement_of_reasons,
  cause        text not null check (cause in ('undone', 'reversed', 'lifted')),
  at           timestamptz not null
);

create table objection (
  statement_id uuid primary key references statement_of_reasons,
  body         text not null,
  objected_by  jsonb not null,
  objected_at  timestamptz not null,
  outcome      text check (outcome in ('upheld', 'reversed')),
  reasons      text,
  answer       text,                             -- what the addressee was told, in their language
  decided_by   jsonb,
  decided_at   timestamptz,
  nobody_else  boolean not null default false,   -- decided by who took the first decision, for want of another
  check ((outcome is null) = (decided_at is null))
);
create index objection_open on objection (objected_at) where outcome is null;

-- Records that nobody edits. An owner of the database can drop a trigger; that is what the seals are for.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger audit_entry_is_final before update or delete on audit_entry
  for each row execute function refuse_change();
create trigger audit_entry_is_kept before truncate on audit_entry
  for each statement execute function refuse_change();
create trigger statement_is_final before update or delete on statement_of_reasons
  for each row execute function refuse_change();
create trigger statement_is_kept before truncate on statement_of_reasons
  for each statement execute function refuse_change();
create trigger statement_end_is_final before update or delete on statement_end
  for each row execute function refuse_change();
create trigger statement_end_is_kept before truncate on statement_end
  for each statement execute function refuse_change();

-- Each entry of the audit log is sealed together with all before it: whoever changes one afterwards, by whatever
-- means, breaks every seal from there on.
create table audit_seal (
  place    bigint primary key,
  entry_id uuid not null unique,
  seal     bytea not null
);
create trigger audit_seal_is_final before update or delete on audit_seal
  for each row execute function refuse_change();
create trigger audit_seal_is_kept before truncate on audit_seal
  for each statement execute function refuse_change();

-- Of a time the seconds are sealed, since its text depends on the session's zone; and no nulls, so that a column which
-- comes later breaks no seal.
create function seal_of_audit_entry(previous bytea, entry jsonb, at timestamptz) returns bytea
  language sql stable as $$
  select sha256(previous || convert_to(
    jsonb_strip_nulls(entry || jsonb_build_object('at', extract(epoch from at)))::text, 'UTF8'))
$$;

-- Deferred to the commit: then the transaction holds every row that it wants, so that waiting here for another
-- transaction's seal can't become a circle.
create function seal_audit_entry() returns trigger language plpgsql as $$
declare
  last audit_seal;
begin
  perform pg_advisory_xact_lock(hashtext('audit_seal'));
  select * into last from audit_seal order by place desc limit 1;
  insert into audit_seal (place, entry_id, seal)
  values (coalesce(last.place, 0) + 1, new.id, seal_of_audit_entry(coalesce(last.seal, ''), to_jsonb(new), new.at));
  return null;
end $$;

do $$
declare
  entry audit_entry;
  last bytea := '';
  position bigint := 0;
begin
  for entry in select * from audit_entry order by at, id loop
    position := position + 1;
    last := seal_of_audit_entry(last, to_jsonb(entry), entry.at);
    insert into audit_seal (place, entry_id, seal) values (position, entry.id, last);
  end loop;
end $$;

create constraint trigger audit_entry_is_sealed after insert on audit_entry
  deferrable initially deferred for each row execute function seal_audit_entry();
