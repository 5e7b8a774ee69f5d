-- What buyers decline (OPT 1), whom sellers never ask for reviews (OPT 7), and the one solicitation of an order (ORDER 6).

create table buyer_preference (
  marketplace_id text not null references marketplace,
  buyer_id       uuid not null references buyer,
  declines       boolean not null,              -- messages that aren't needed, from every seller of the marketplace
  changed_at     timestamptz not null,
  primary key (marketplace_id, buyer_id)
);

-- A buyer declines such messages from one seller.
create table seller_mute (
  marketplace_id text not null,
  seller_id      uuid not null,
  buyer_id       uuid not null,
  muted_at       timestamptz not null,
  primary key (marketplace_id, seller_id, buyer_id),
  foreign key (marketplace_id, seller_id, buyer_id) references relationship
);

-- Every change of the two with who and when; rows are only added.
create table buyer_preference_change (
  id             uuid primary key,
  marketplace_id text not null references marketplace,
  buyer_id       uuid not null references buyer,
  seller_id      uuid references seller,        -- null: of all sellers
  declines       boolean not null,
  actor          jsonb not null,                -- {kind, id, label}
  at             timestamptz not null
);
create index buyer_preference_history on buyer_preference_change (marketplace_id, buyer_id, at desc, id desc);

create table suppression (
  marketplace_id text not null,
  seller_id      uuid not null,
  buyer_id       uuid not null,
  source         text not null check (source in ('hand', 'import', 'opt-out', 'flag')),
  added_by       jsonb not null,
  added_at       timestamptz not null,
  primary key (marketplace_id, seller_id, buyer_id),
  foreign key (marketplace_id, seller_id, buyer_id) references relationship
);

-- The key is the counter: whichever door is second finds the row.
create table solicitation (
  marketplace_id text not null,
  seller_id      uuid not null,
  order_id       text not null,
  door           text not null check (door in ('mail', 'web', 'api')),
  asked_by       jsonb not null,
  asked_at       timestamptz not null,
  primary key (marketplace_id, seller_id, order_id),
  foreign key (marketplace_id, seller_id, order_id) references sales_order
);
