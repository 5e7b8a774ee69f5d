-- Webhooks: what happened, told to programs that asked to be told.

create table webhook_endpoint (
  id               uuid primary key,
  seller_id        uuid references seller,          -- null: the operator's, who hears of everybody's
  url              text not null,
  types            text[] not null,                 -- kinds of events; empty: all
  description      text not null,
  secret           bytea not null,                  -- sealed; signs what is sent
  sealed_by        text not null,
  old_secret       bytea,                           -- sealed; signs beside the new one until its time is over
  old_sealed_by    text,
  old_secret_until timestamptz,
  version          integer not null default 1,
  created_at       timestamptz not null,
  failing_since    timestamptz,                     -- since when nothing was taken; null: the last attempt was
  disabled_at      timestamptz,
  disabled_because text check (disabled_because in ('owner', 'failing', 'gone')),
  replay_xid       xid8,                            -- events behind this place are sent once more, up to where
  replay_seq       bigint,                          -- everybody's events were when that was asked for
  replay_until_xid xid8,
  replay_until_seq bigint,
  check ((disabled_at is null) = (disabled_because is null)),
  check ((old_secret is null) = (old_secret_until is null))
);
create index webhook_endpoint_of_seller on webhook_endpoint (seller_id);

-- Up to which event deliveries were made of the log. One row: whoever locks it makes the next ones.
create table webhook_fan_out (
  only_row boolean primary key default true check (only_row),
  xid      xid8 not null,
  seq      bigint not null
);
insert into webhook_fan_out (xid, seq) values (pg_current_xact_id(), 0);

--   queued ── an attempt that was taken ──▶ delivered
--     │ └──── three days without ──▶ failed
--     └────── the endpoint was disabled ──▶ cancelled
-- While a worker has one, lease_token is set and next_attempt_at is when its lease ends. Deliveries to one endpoint
-- with one order_key (a conversation) go one after another, by seq.
create table webhook_delivery (
  seq             bigint generated always as identity primary key,
  id              uuid not null unique,
  endpoint_id     uuid not null references webhook_endpoint on delete cascade,
  event_seq       bigint not null,
  event_type      text not null,
  payload         text not null,                    -- the very bytes of each attempt
  order_key       text not null,
  cause           text not null check (cause in ('event', 'replay', 'redelivery')),
  state           text not null check (state in ('queued', 'delivered', 'failed', 'cancelled')),
  attempt_count   integer not null default 0,
  next_attempt_at timestamptz not null,
  lease_token     uuid,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  settled_at      timestamptz
);
create index webhook_delivery_due on webhook_delivery (endpoint_id, next_attempt_at) where state = 'queued';
create index webhook_delivery_leased on webhook_delivery (endpoint_id) where lease_token is not null;
create index webhook_delivery_in_order on webhook_delivery (endpoint_id, order_key, seq) where state = 'queued';
create index webhook_delivery_log on webhook_delivery (endpoint_id, seq);
create index webhook_delivery_old on webhook_delivery (settled_at) where state <> 'queued';

create table webhook_attempt (
  delivery_id uuid not null references webhook_delivery (id) on delete cascade,
  attempt_no  integer not null,
  at          timestamptz not null,
  duration_ms integer not null,
  status      integer,                              -- of the answer; null without one
  failure     text,                                 -- why there was none
  primary key (delivery_id, attempt_no)
);
