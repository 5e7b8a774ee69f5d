-- What sellers say of their orders (FEED 2-4): shipments, adjustments, acknowledgements, and the feeds they come in.

-- How feeds and the seller's programs call a line of an order; null: by its number, as text. Shipments and
-- adjustments speak of it by this code, because the lines of an order are written anew when the shop changes them.
alter table order_line add column item_code text;

-- A file of messages about orders. A feed may speak of orders in several marketplaces, so the seller leads its key.
--   in_progress  being read; one whose node died stays so, and is shown as interrupted
--   done         read to its end
--   fatal        given up at a fault of the file; what stands before the fault was taken
create table feed (
  seller_id       uuid not null references seller,
  id              uuid not null,
  type            text not null check (type in ('order-fulfilment', 'order-adjustment', 'order-acknowledgement')),
  format          text not null check (format in ('xml', 'json')),
  marketplace_ids text[] not null,
  state           text not null check (state in ('in_progress', 'done', 'fatal')),
  submitted_by    jsonb not null,                -- {kind, id, label}
  submitted_at    timestamptz not null,
  touched_at      timestamptz not null,          -- when the last batch was written
  finished_at     timestamptz,
  processed       integer not null default 0,
  successful      integer not null default 0,
  with_error      integer not null default 0,
  with_warning    integer not null default 0,
  fault           jsonb,                         -- of the whole file: {code, values, line, column}
  primary key (seller_id, id)
);
create unique index feed_by_id on feed (id);
create index feed_newest_of_seller on feed (seller_id, submitted_at desc, id desc);

-- One row per message of a feed, in the order of the file: the processing report.
create table feed_result (
  seller_id   uuid not null,
  feed_id     uuid not null,
  position    integer not null,                  -- from 1
  line        integer not null,                  -- of the file, where the message begins
  message_id  text,                              -- as the feed numbers it; null: it has no usable number
  result      text not null check (result in ('taken', 'unchanged', 'refused')),
  order_name  text,                              -- the order as the feed names it
  faults      jsonb not null default '[]',       -- [{code, values}]
  primary key (seller_id, feed_id, position),
  foreign key (seller_id, feed_id) references feed
);

create table shipment (
  marketplace_id     text not null,
  seller_id          uuid not null,
  id                 uuid not null,
  order_id           text not null,
  dedup_key          bytea not null,             -- hash of what the seller said: the same again is no second one
  seller_shipment_id text,                       -- the seller's own number of it
  carrier            text,                       -- of the closed list; null: not named
  carrier_as_given   text,                       -- the seller's words: never shown to a buyer
  method_as_given    text,                       -- likewise
  tracking_number    text,
  shipped_at         timestamptz not null,
  feed_id            uuid,                       -- null: confirmed by hand
  confirmed_at       timestamptz not null,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, order_id) references sales_order
);
create unique index shipment_once on shipment (marketplace_id, seller_id, order_id, dedup_key);
create unique index shipment_by_seller_id on shipment (marketplace_id, seller_id, order_id, seller_shipment_id)
  where seller_shipment_id is not null;

create table shipment_item (
  marketplace_id text not null,
  seller_id      uuid not null,
  shipment_id    uuid not null,
  item_code      text not null,
  quantity       integer not null check (quantity > 0),
  primary key (marketplace_id, seller_id, shipment_id, item_code),
  foreign key (marketplace_id, seller_id, shipment_id) references shipment
);

-- Money that goes back to the buyer, whatever the way in. The net of an adjustment is a credit to the buyer.
create table adjustment (
  marketplace_id text not null,
  seller_id      uuid not null,
  id             uuid not null,
  order_id       text not null,
  dedup_key      bytea not null,
  kind           text not null check (kind in ('refund', 'cancel')),
  amount_minor   bigint not null check (amount_minor > 0),
  currency       text not null,
  feed_id        uuid,                           -- null: made by hand
  adjusted_at    timestamptz not null,
  primary key (marketplace_id, seller_id, id),
  foreign key (marketplace_id, seller_id, order_id) references sales_order
);
create unique index adjustment_once on adjustment (marketplace_id, seller_id, order_id, dedup_key);

create table adjustment_item (
  marketplace_id       text not null,
  seller_id            uuid not null,
  adjustment_id        uuid not null,
  position             integer not null,
  order_id             text not null,
  item_code            text not null,
  reason               text not null,            -- of the closed list of adjustment reasons
  amount_minor         bigint not null,          -- net of the components
  components           jsonb not null,           -- [{type, amountMinor}]
  quantity_cancelled   integer not null default 0 check (quantity_cancelled >= 0),
  seller_adjustment_id text,                     -- the seller's own number of it
  primary key (marketplace_id, seller_id, adjustment_id, position),
  foreign key (marketplace_id, seller_id, adjustment_id) references adjustment
);
create index adjustment_item_of_order on adjustment_item (marketplace_id, seller_id, order_id);
create unique index adjustment_item_by_seller_id
  on adjustment_item (marketplace_id, seller_id, order_id, item_code, seller_adjustment_id)
  where seller_adjustment_id is not null;

-- The seller has seen the order, or can't fulfil it; and how the seller's own books call it and its lines.
create table acknowledgement (
  marketplace_id  text not null,
  seller_id       uuid not null,
  order_id        text not null,
  dedup_key       bytea not null,
  status          text not null check (status in ('success', 'failure')),
  seller_order_id text,
  items           jsonb not null default '[]',   -- [{itemCode, sellerItemId, cancelReason}]
  feed_id         uuid,
  acknowledged_at timestamptz not null,
  primary key (marketplace_id, seller_id, order_id),
  foreign key (marketplace_id, seller_id, order_id) references sales_order
);
create unique index acknowledgement_by_seller_id on acknowledgement (marketplace_id, seller_id, seller_order_id)
  where seller_order_id is not null;
