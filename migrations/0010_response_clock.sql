-- The response clock (INBOX 4): who waits for an answer since when, what sellers and the operator say about it.

-- Thanks without a question, judged when the message came in: its words aren't read again for every figure.
alter table message add column is_thanks boolean not null default false;
-- When a held message was let through: a seller can't answer what they don't see.
alter table message add column released_at timestamptz;

-- The newest message of the buyer that asks for an answer, and the newest thing that gave one. Both only ever grow while
-- messages are accepted, so that it doesn't matter in which order two nodes commit; whatever else changes them reads the
-- whole clock again.
alter table conversation add column asked_at timestamptz;
alter table conversation add column answered_at timestamptz;
alter table conversation add column waiting_since timestamptz
  generated always as (case when answered_at is null or asked_at > answered_at then asked_at end) stored;
create index conversation_waiting on conversation (marketplace_id, seller_id, waiting_since, id)
  where waiting_since is not null;

update conversation c
   set asked_at = said.asked_at, answered_at = said.answered_at
  from (select marketplace_id, seller_id, conversation_id,
               max(received_at) filter (where author = 'buyer') as asked_at,
               max(received_at) filter (where author = 'seller') as answered_at
          from message
         where state = 'accepted' and automatic is null
         group by marketplace_id, seller_id, conversation_id) said
 where (c.marketplace_id, c.seller_id, c.id) = (said.marketplace_id, said.seller_id, said.conversation_id);

-- "No answer needed": ends a buyer's wait. One that was taken back counts for nothing, and stays in the trace.
create table clock_mark (
  marketplace_id  text not null,
  seller_id       uuid not null,
  id              uuid not null,
  conversation_id uuid not null,
  marked_at       timestamptz not null,
  marked_by       jsonb not null,                -- {kind, id, label}
  undone_at       timestamptz,
  undone_by       jsonb,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, conversation_id) references conversation on delete cascade
);
create index clock_mark_of_conversation on clock_mark (marketplace_id, seller_id, conversation_id);

-- A seller's word that the wait for one message is counted wrongly: once; open until the operator decides.
create table clock_dispute (
  marketplace_id  text not null,
  seller_id       uuid not null,
  message_id      uuid not null,                 -- the buyer's, which began the wait
  reason          text not null,
  disputed_by     jsonb not null,
  disputed_at     timestamptz not null,
  outcome         text check (outcome in ('in-time', 'excluded', 'unchanged')),
  decided_at      timestamptz,
  primary key (marketplace_id, seller_id, message_id),
  foreign key (marketplace_id, seller_id, message_id) references message on delete cascade,
  check ((outcome is null) = (decided_at is null))
);
create index clock_dispute_open on clock_dispute (disputed_at, message_id) where outcome is null;

-- The operator's decisions about waits, disputed or not: the last one holds, and the audit log has them all.
create table clock_correction (
  marketplace_id  text not null,
  seller_id       uuid not null,
  id              uuid not null,
  message_id      uuid not null,
  outcome         text not null check (outcome in ('in-time', 'excluded', 'unchanged')),
  reason          text not null,
  corrected_by    jsonb not null,
  corrected_at    timestamptz not null,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, message_id) references message on delete cascade
);
create index clock_correction_of_message on clock_correction (marketplace_id, seller_id, message_id);
