-- The spine: who trades with whom, what they wrote, and where it has to go.
--
-- (marketplace_id, seller_id) leads the key of everything that grows with traffic, so that the data can
-- be partitioned or distributed by it later. Ids are UUIDv7 made by the node. No trigger reads other
-- rows, and nothing relies on advisory locks or NOTIFY.

-- ---------------------------------------------------------------- the operator's storefronts

create table marketplace (
  id            text primary key,               -- 'de'
  name          text not null,
  country       text not null,                  -- ISO 3166-1 alpha-2
  languages     text[] not null check (cardinality(languages) > 0), -- the first is the default
  time_zone     text not null,                  -- IANA name; deadlines are counted in it
  alias_domain  text not null,                  -- where new aliases are issued; old ones keep theirs
  bounce_domain text not null,
  notice_domain text not null,
  created_at    timestamptz not null default now()
);

-- Every domain whose mail Parley takes. An alias never changes, so a domain that issues no more stays.
create table mail_domain (
  domain         text primary key,              -- A-labels, lower case
  marketplace_id text not null references marketplace,
  purpose        text not null check (purpose in ('alias', 'bounce', 'notice')),
  created_at     timestamptz not null default now()
);

create table dkim_key (
  domain             text not null references mail_domain,
  selector           text not null,
  algorithm          text not null check (algorithm in ('rsa-sha256', 'ed25519-sha256')),
  public_key         text not null,             -- base64, as published in the DNS
  private_key_sealed bytea not null,            -- PKCS#8 DER sealed with the key of the configuration
  sealed_by          text not null,             -- id of that key
  created_at         timestamptz not null default now(),
  retired_at         timestamptz,
  primary key (domain, selector)
);

-- ---------------------------------------------------------------- the parties

create table seller (
  id              uuid primary key,
  name            text not null,                -- shown to buyers; never taken from mail
  language        text not null,
  -- INBOX 1: where buyers' messages go; null until the seller switches them on.
  message_address text,
  address_state   text not null default 'working' check (address_state in ('working', 'failing')),
  created_at      timestamptz not null default now()
);

create table seller_user (
  seller_id  uuid not null references seller,
  id         uuid not null,
  name       text not null,
  address    text not null,
  language   text not null,
  role       text not null check (role in ('owner', 'agent', 'reader')),
  created_at timestamptz not null default now(),
  primary key (seller_id, id)
);

create table buyer (
  id                uuid primary key,
  name              text not null,
  language          text not null,
  address           text not null,
  address_canonical text not null,              -- what author addresses are compared with
  phone             text,                       -- only so that it can be kept from leaking
  address_state     text not null default 'working' check (address_state in ('working', 'failing')),
  created_at        timestamptz not null default now()
);
create index buyer_by_address on buyer (address_canonical);

create table relationship (
  marketplace_id text not null references marketplace,
  seller_id      uuid not null references seller,
  buyer_id       uuid not null references buyer,
  created_at     timestamptz not null default now(),
  primary key (marketplace_id, seller_id, buyer_id)
);

create table alias (
  local_part     text not null,                 -- 26 characters of base32: 128 random bits and a little
  domain         text not null references mail_domain,
  marketplace_id text not null,
  seller_id      uuid not null,
  buyer_id       uuid not null,
  stands_for     text not null check (stands_for in ('buyer', 'seller')),
  created_at     timestamptz not null default now(),
  revoked_at     timestamptz,
  primary key (local_part, domain),
  foreign key (marketplace_id, seller_id, buyer_id) references relationship
);
create unique index alias_of_relationship on alias (marketplace_id, seller_id, buyer_id, stands_for)
  where revoked_at is null;

-- PERM: which addresses may write for a seller. A row that was ever decided can't be removed (PERM 6).
create table address_permission (
  seller_id         uuid not null references seller,
  address_canonical text not null,
  address           text not null,
  state             text not null check (state in ('approved', 'blocked', 'pending')),
  ever_decided      boolean not null,
  attempt_count     integer not null default 0,
  first_attempt_at  timestamptz,
  last_attempt_at   timestamptz,
  changed_at        timestamptz not null default now(),
  primary key (seller_id, address_canonical),
  check (ever_decided or state = 'pending')
);

create table audit_entry (
  id         uuid primary key,
  at         timestamptz not null,
  seller_id  uuid references seller,
  actor      jsonb not null,                    -- {kind, id, label}
  action     text not null,
  subject    text not null,
  from_state text,
  to_state   text
);
create index audit_by_seller on audit_entry (seller_id, at desc);

-- ---------------------------------------------------------------- what was bought

create table product (
  marketplace_id text not null references marketplace,
  seller_id      uuid not null references seller,
  id             text not null,
  title          text not null,
  categories     text[] not null default '{}',
  pictures       text[] not null default '{}',
  updated_at     timestamptz not null default now(),
  primary key (marketplace_id, seller_id, id)
);

create table sales_order (
  marketplace_id text not null,
  seller_id      uuid not null,
  id             text not null check (id ~ '^[0-9]{3}-[0-9]{7}-[0-9]{7}$'),
  buyer_id       uuid not null,
  status         text not null check (status in
                   ('pending', 'unshipped', 'partially_shipped', 'shipped', 'cancelled', 'unfulfillable')),
  fulfilment     text not null check (fulfilment in ('seller', 'marketplace')),
  placed_at      timestamptz not null,
  earliest_delivery_at timestamptz,
  latest_delivery_at   timestamptz,
  completed_at   timestamptz,
  updated_at     timestamptz not null default now(),
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, buyer_id) references relationship
);
create unique index sales_order_by_id on sales_order (marketplace_id, id);
create index sales_order_by_buyer on sales_order (marketplace_id, seller_id, buyer_id, placed_at desc);

create table order_line (
  marketplace_id text not null,
  seller_id      uuid not null,
  order_id       text not null,
  line_no        integer not null,
  product_id     text not null,
  title          text not null,
  quantity       integer not null check (quantity > 0),
  amount_minor   bigint not null check (amount_minor >= 0),
  currency       text not null,
  primary key (marketplace_id, seller_id, order_id, line_no),
  foreign key (marketplace_id, seller_id, order_id) references sales_order
);

create table order_return (
  marketplace_id text not null,
  seller_id      uuid not null,
  id             text not null,
  order_id       text not null,
  status         text not null check (status in ('requested', 'authorised', 'received', 'refunded', 'closed')),
  reason         text,
  opened_at      timestamptz not null,
  closed_at      timestamptz,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, order_id) references sales_order
);

-- ---------------------------------------------------------------- what was written

create table conversation (
  marketplace_id  text not null,
  seller_id       uuid not null,
  id              uuid not null,
  buyer_id        uuid not null,
  order_id        text,
  -- The one conversation in which new mail about the order is filed; others are split off by hand.
  is_primary      boolean not null default true,
  subject         text not null,
  opened_at       timestamptz not null,
  last_message_at timestamptz not null,
  last_author     text not null check (last_author in ('buyer', 'seller', 'marketplace')),
  preview         text not null default '',
  message_count   integer not null default 0,
  unread_buyer    integer not null default 0,
  unread_seller   integer not null default 0,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, buyer_id) references relationship
);
create unique index conversation_of_order on conversation (marketplace_id, seller_id, buyer_id, order_id)
  where is_primary and order_id is not null;
create index conversation_inbox_seller on conversation (marketplace_id, seller_id, last_message_at desc, id desc);
create index conversation_inbox_buyer on conversation (buyer_id, last_message_at desc, id desc);

create table message (
  marketplace_id  text not null,
  seller_id       uuid not null,
  id              uuid not null,
  buyer_id        uuid not null,
  conversation_id uuid not null,
  author          text not null check (author in ('buyer', 'seller', 'marketplace')),
  author_label    text not null,               -- name shown to the other side, from the profile
  author_address  text,                        -- the very mailbox that wrote it: notices go back there alone
  door            text not null check (door in ('mail', 'web', 'api', 'system')),
  state           text not null check (state in ('held', 'refused', 'accepted')),
  automatic       text check (automatic in ('absence-note', 'automatic')),  -- null: a person wrote it
  subject         text not null,
  body_text       text not null,
  body_html       text,
  quoted_text     text,
  cut             text not null check (cut in ('none', 'exact', 'unsure')),
  language        text,
  contact_reason  text,
  answers_id      uuid,                        -- the message it answers, if that is known
  verdict         jsonb not null,              -- {verdict, reasons[], findings[], pack}
  notes           jsonb not null default '[]', -- what was changed on the way: replaced address, removed part
  authentication  jsonb,
  dedup_key       bytea not null,              -- hash of (alias, Message-ID, body): a repeat is the same message
  received_at     timestamptz not null,
  read_by_recipient_at timestamptz,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, conversation_id) references conversation
);
create unique index message_once on message (marketplace_id, seller_id, buyer_id, dedup_key);
create index message_of_conversation on message (marketplace_id, seller_id, conversation_id, received_at, id);

create table message_file (
  marketplace_id text not null,
  seller_id      uuid not null,
  message_id     uuid not null,
  position       integer not null,
  name           text not null,
  media_type     text not null,
  content_id     text,                         -- for inline pictures: our own id in the HTML
  sha256         bytea not null,
  bytes          bytea not null,
  primary key (marketplace_id, seller_id, message_id, position),
  foreign key (marketplace_id, seller_id, message_id) references message
);

-- The original bytes, sealed, for the operator alone; retention deletes them (requirements 12.8).
create table message_source (
  marketplace_id text not null,
  seller_id      uuid not null,
  message_id     uuid not null,
  sealed         bytea not null,
  sealed_by      text not null,
  received_at    timestamptz not null,
  primary key (marketplace_id, seller_id, message_id),
  foreign key (marketplace_id, seller_id, message_id) references message
);

-- Which Message-ID stands for which message in whose mail program: the map behind In-Reply-To and References.
create table mail_identity (
  marketplace_id text not null,
  seller_id      uuid not null,
  buyer_id       uuid not null,
  holder         text not null check (holder in ('buyer', 'seller')),
  rfc_id         text not null,                -- without angle brackets
  message_id     uuid not null,
  primary key (marketplace_id, seller_id, buyer_id, holder, rfc_id),
  foreign key (marketplace_id, seller_id, message_id) references message
);
create index mail_identity_of_message on mail_identity (marketplace_id, seller_id, message_id);

-- ---------------------------------------------------------------- what has to leave

-- A row per message and recipient: the outbox.
--   queued       waits for its turn (also after a temporary failure)
--   handed_over  the recipient's server took it; not "delivered", nobody knows that
--   refused      the recipient's server refused it for good
--   expired      four days of temporary failures
--   cancelled    an operator or a rule took it back before it left
create table delivery (
  marketplace_id   text not null,
  seller_id        uuid not null,
  id               uuid not null,
  message_id       uuid,                       -- null for notices
  notice           jsonb,                      -- what a notice says: {kind, language, values}
  recipient        text not null check (recipient in ('buyer', 'seller')),
  buyer_id         uuid,
  recipient_address text,                      -- for notices to one author; else the party's own address
  rfc_message_id   text not null,              -- stable: a repeat after a crash is recognisable
  state            text not null check (state in ('queued', 'handed_over', 'refused', 'expired', 'cancelled')),
  attempt_count    integer not null default 0,
  -- While a worker holds the row (lease_token), the end of its lease: if the worker dies, the row is due again.
  next_attempt_at  timestamptz not null,
  lease_token      uuid,
  expires_at       timestamptz not null,
  delay_noticed_at timestamptz,
  remote_host      text,
  remote_code      integer,
  remote_enhanced  text,
  remote_answer    text,                       -- may name the real mailbox: for the operator alone
  failure          text check (failure in ('hard', 'soft')),
  handed_over_at   timestamptz,
  created_at       timestamptz not null,
  settled_at       timestamptz,
  primary key (marketplace_id, seller_id, id),
  check ((message_id is null) <> (notice is null)),
  foreign key (marketplace_id, seller_id, message_id) references message
);
create index delivery_due on delivery (next_attempt_at) where state = 'queued';
create index delivery_of_message on delivery (marketplace_id, seller_id, message_id);
create unique index delivery_by_id on delivery (id);

create table delivery_attempt (
  marketplace_id  text not null,
  seller_id       uuid not null,
  delivery_id     uuid not null,
  attempt_no      integer not null,
  at              timestamptz not null,
  outcome         text not null,
  remote_host     text,
  remote_code     integer,
  remote_enhanced text,
  remote_answer   text,
  primary key (marketplace_id, seller_id, delivery_id, attempt_no),
  foreign key (marketplace_id, seller_id, delivery_id) references delivery
);

-- At most one notice per author, kind and day, except refusals (relay paper, section 6).
create table notice_sent (
  recipient_canonical text not null,
  kind                text not null,
  day                 date not null,
  primary key (recipient_canonical, kind, day)
);

-- ---------------------------------------------------------------- what happened

-- Appended in the transaction that it speaks of. Sequence numbers commit out of order: a reader goes in
-- the order (xid, seq) and stops below pg_snapshot_xmin(pg_current_snapshot()), so it can't skip a row
-- whose transaction is still open.
create table event (
  seq             bigint generated always as identity primary key,
  xid             xid8 not null default pg_current_xact_id(),
  at              timestamptz not null,
  kind            text not null,
  marketplace_id  text,
  seller_id       uuid,
  buyer_id        uuid,
  conversation_id uuid,
  message_id      uuid,
  delivery_id     uuid,
  data            jsonb not null default '{}'
);
create index event_in_order on event (xid, seq);

-- ---------------------------------------------------------------- programs that read

create table api_token (
  id           uuid primary key,
  token_hash   bytea not null unique,          -- SHA-256 of 256 random bits: nothing to guess, no salt needed
  owner_kind   text not null check (owner_kind in ('seller', 'buyer', 'operator')),
  owner_id     uuid,
  scopes       text[] not null,
  label        text not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz,
  check ((owner_kind = 'operator') = (owner_id is null))
);
