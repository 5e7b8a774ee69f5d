-- What sellers have to do (ORDER 2, 7).

create index sales_order_to_ship on sales_order (marketplace_id, seller_id, placed_at, id)
  where status in ('unshipped', 'partially_shipped') and fulfilment = 'seller';
create index sales_order_promised on sales_order (marketplace_id, seller_id, latest_delivery_at, id)
  where status in ('unshipped', 'partially_shipped') and fulfilment = 'seller' and latest_delivery_at is not null;
create index order_return_waiting on order_return (marketplace_id, seller_id, opened_at, id)
  where status in ('requested', 'received');
create index adjustment_cancels on adjustment (marketplace_id, seller_id, adjusted_at, order_id) where kind = 'cancel';
create index message_by_reason on message (marketplace_id, seller_id, conversation_id, contact_reason)
  where contact_reason is not null and state = 'accepted';

-- A buyer's decision to cancel a delayed order: the refund is open until an adjustment arrives.
create table cancellation_wish (
  marketplace_id  text not null,
  seller_id       uuid not null,
  order_id        text not null,
  wished_at       timestamptz not null,
  wished_by       jsonb not null,                -- {kind, id, label}
  primary key (marketplace_id, seller_id, order_id),
  foreign key (marketplace_id, seller_id, order_id) references sales_order on delete cascade
);
create index cancellation_wish_of_seller on cancellation_wish (marketplace_id, seller_id, wished_at);
