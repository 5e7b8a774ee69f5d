-- Programs that act for sellers, and what they hand in: applications, grants, tokens, documents, feed requests.

-- An application that the operator registered. Secrets and tokens are kept as SHA-256 alone: they are random.
create table application (
  id            uuid primary key,
  name          text not null,
  client_id     text not null unique,
  roles         text[] not null,                -- what sellers may at most grant it
  redirect_uris text[] not null,                -- where a seller's agreement may be sent
  created_at    timestamptz not null,
  withdrawn_at  timestamptz
);

create table application_secret (
  secret_hash    bytea primary key,
  application_id uuid not null references application,
  created_at     timestamptz not null,
  ends_at        timestamptz                    -- of one that was replaced; null: the current one
);
create index application_secret_of on application_secret (application_id);

-- What a seller lets an application do.
create table application_grant (
  application_id uuid not null references application,
  seller_id      uuid not null references seller,
  roles          text[] not null,
  granted_by     jsonb not null,                -- {kind, id, label}
  granted_at     timestamptz not null,
  withdrawn_at   timestamptz,
  primary key (application_id, seller_id)
);
create index application_grant_of_seller on application_grant (seller_id);

--   code        a seller's agreement on its way to the application: once, for minutes
--   refresh     as long as the grant
--   access      for an hour; without a seller it is good for its scopes alone
--   restricted  for an hour and the resources it names
create table application_token (
  token_hash     bytea primary key,
  kind           text not null check (kind in ('code', 'refresh', 'access', 'restricted')),
  application_id uuid not null references application,
  seller_id      uuid references seller,
  scopes         text[] not null default '{}',
  redirect_uri   text,                          -- a code is good for the address it was sent to
  resources      jsonb,                         -- of a restricted token: [{method, path, dataElements}]
  created_at     timestamptz not null,
  ends_at        timestamptz,
  used_at        timestamptz,
  check (seller_id is not null or (kind = 'access' and cardinality(scopes) > 0)),
  check ((kind = 'refresh') = (ends_at is null))
);
create index application_token_of on application_token (application_id, seller_id);
create index application_token_over on application_token (ends_at) where ends_at is not null;

-- What a program puts at an address that it was given.
create table api_document (
  id             uuid primary key,
  purpose        text not null check (purpose in ('message-file', 'feed')),
  application_id uuid not null references application,
  seller_id      uuid not null references seller,
  resource       text,                          -- of a message file: the operation that it is for
  content_md5    text,                          -- base64, as it was announced
  media_type     text not null,
  bytes          bytea,
  filled_at      timestamptz,
  created_at     timestamptz not null,
  ends_at        timestamptz not null,          -- from then on nobody gets or uses it
  check ((bytes is null) = (filled_at is null))
);
create index api_document_over on api_document (ends_at);

-- A feed as a program asked for it, before and while it is read.
--   in_queue     waits; may be cancelled
--   in_progress  a node reads it, as long as its lease is renewed
--   done, fatal  the report is there
create table feed_request (
  id             uuid primary key,
  seller_id      uuid not null references seller,
  application_id uuid not null references application,
  type           text not null check (type in ('order-fulfilment', 'order-adjustment', 'order-acknowledgement')),
  marketplace_ids text[] not null,
  document_id    uuid not null,                 -- of api_document, as long as it is kept
  state          text not null check (state in ('in_queue', 'in_progress', 'done', 'fatal', 'cancelled')),
  created_at     timestamptz not null,
  started_at     timestamptz,
  ended_at       timestamptz,
  lease_until    timestamptz,
  feed_id        uuid,                          -- the feed that was taken from it
  report_id      uuid                           -- under which the processing report is fetched
);
create unique index feed_request_of_document on feed_request (document_id);
create unique index feed_request_of_report on feed_request (report_id);
create index feed_request_newest on feed_request (seller_id, created_at desc, id desc);
create index feed_request_due on feed_request (created_at) where state in ('in_queue', 'in_progress');

-- What a marketplace is called by programs, where that isn't our id.
alter table marketplace add column api_id text unique;
