-- What a feed tells buyers, batch by batch, until it is filed in their conversations: a feed of a hundred thousand lines
-- is taken before the mail that it causes is written.
create table account_update_batch (
  seq bigint generated always as identity primary key,
  seller_id uuid not null references seller (id),
  at timestamptz not null,
  expires_at timestamptz not null,
  updates jsonb not null
);
-- It lives for seconds: to compress it would cost more than the room.
alter table account_update_batch alter column updates set storage external;
