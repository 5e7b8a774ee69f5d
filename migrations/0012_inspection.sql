-- Files of sellers' messages are looked into after the message was taken (requirements 12.3), and what waits for a
-- person doesn't wait for ever.

-- A message whose files are to be looked into: held, and none of the operator's cases, as long as it has a row here.
create table file_inspection (
  marketplace_id  text not null,
  seller_id       uuid not null,
  message_id      uuid not null,
  -- What the mail said it answers: it is judged anew as it came.
  in_reply_to     text[] not null,
  refers_to       text[] not null,
  attempt_count   integer not null default 0,
  -- While a worker holds the row (lease_token), the end of its lease: if the worker dies, the row is due again.
  next_attempt_at timestamptz not null,
  lease_token     uuid,
  created_at      timestamptz not null,
  primary key (marketplace_id, seller_id, message_id),
  foreign key (marketplace_id, seller_id, message_id) references message on delete cascade
);
create index file_inspection_due on file_inspection (next_attempt_at);
create unique index file_inspection_by_message on file_inspection (message_id);

-- What was found out about a file, by its content: the same logo isn't read twice. Kept as long as some message holds
-- such a file. JSON as text: what a file says may hold U+0000.
create table file_facts (
  sha256  bytea primary key,
  reader  integer not null,                      -- facts of another version of the reader are made anew
  facts   text not null,
  kept_at timestamptz not null
);
create index message_file_by_content on message_file (sha256);

-- When the author of a held message gets an answer at the latest; named in the notice, so it is kept with the message.
alter table message add column held_until timestamptz;
update message set held_until = greatest(received_at + interval '72 hours', now() + interval '24 hours')
 where state = 'held';
create index message_held_until on message (held_until) where state = 'held';

-- When the queue said that a case is about to run out of time.
alter table review add column reminded_at timestamptz;
