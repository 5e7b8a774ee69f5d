-- The seller's inbox: finding things in it, and working on it together (INBOX 3).

-- ---------------------------------------------------------------- search

-- How words are compared: without case, accents and ligatures. Immutable, and no extension: `unaccent` is neither everywhere
-- nor immutable. What is no letter and no digit parts words.
create function search_fold(given text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(
    translate(replace(replace(replace(
      lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]+', '', 'g')),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'øłđı', 'oldi'),
    '[^[:alnum:]]+', ' ', 'g');

-- What is found of a message: the words of its subject, text and files, and of its order, folded; their stems in the
-- languages of the marketplace and of both parties; and whose it is (`s:` the seller's id, `b:` the buyer's), so that one
-- index finds a reader's own words. Written after the message, behind a cursor in the event log. Vectors are kept beside
-- the row, so that the rows that were found are read quickly.
create table message_search (
  marketplace_id  text not null,
  seller_id       uuid not null,
  buyer_id        uuid not null,
  conversation_id uuid not null,
  message_id      uuid not null,
  received_at     timestamptz not null,
  words           tsvector not null,
  primary key (marketplace_id, seller_id, message_id),
  foreign key (marketplace_id, seller_id, message_id) references message on delete cascade
) with (toast_tuple_target = 128);
create index message_search_words on message_search using gin (words);
create index message_search_of_conversation on message_search (marketplace_id, seller_id, conversation_id);

-- Up to which place in the event log messages can be found.
create table search_progress (
  one boolean primary key default true check (one),
  xid xid8 not null,
  seq bigint not null
);
insert into search_progress (xid, seq) values ('0', 0);

-- ---------------------------------------------------------------- working together

-- A seat of the seller's (seller_user.id), who answers.
alter table conversation add column assignee_id uuid;
-- Done with, until the buyer asks again.
alter table conversation add column resolved_at timestamptz;
-- Somebody of the seller's wants to see it as unread, although all of it was read.
alter table conversation add column kept_unread boolean not null default false;

-- For the seller's own people alone: no view of anybody else and no mail reads this table.
create table conversation_note (
  marketplace_id  text not null,
  seller_id       uuid not null,
  id              uuid not null,
  conversation_id uuid not null,
  body            text not null,
  mentions        uuid[] not null default '{}',  -- seats
  written_by      jsonb not null,                -- {kind, id, label}
  written_at      timestamptz not null,
  removed_at      timestamptz,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, conversation_id) references conversation on delete cascade
);
create index conversation_note_of_conversation
  on conversation_note (marketplace_id, seller_id, conversation_id, written_at, id);

-- Filters that somebody keeps. `holder_id`: a seat, or the seller for its programs.
create table inbox_view (
  holder_id uuid not null,
  id        uuid not null,
  name      text not null,
  query     text not null,                       -- as it stands in the address
  made_at   timestamptz not null,
  primary key (holder_id, id)
);
create unique index inbox_view_by_name on inbox_view (holder_id, lower(name));

-- What somebody has begun to write, on whatever device. `holder_id`: a seat, a buyer, or the seller for its programs.
create table draft (
  marketplace_id  text not null,
  seller_id       uuid not null,
  conversation_id uuid not null,
  holder_id       uuid not null,
  body            text not null,
  version         integer not null,              -- counts the changes: the ETag
  changed_at      timestamptz not null,
  primary key (marketplace_id, seller_id, conversation_id, holder_id),
  foreign key (marketplace_id, seller_id, conversation_id) references conversation on delete cascade
);

-- Who of the seller's people looks at a conversation or writes in it; worth nothing after a minute, or a crash.
create unlogged table presence (
  conversation_id uuid not null,
  holder_id       uuid not null,
  seller_id       uuid not null,
  name            text not null,
  is_writing      boolean not null,
  seen_at         timestamptz not null,
  primary key (conversation_id, holder_id)
);
create index presence_seen on presence (seen_at);
