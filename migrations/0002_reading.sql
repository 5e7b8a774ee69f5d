-- What reading and importing need: look-ups by an id alone, and the names that the shop has for people.

-- How the marketplace's own shop calls its sellers and buyers; an import finds them by it (FEED 1).
alter table seller add column shop_id text;
alter table buyer add column shop_id text;
create unique index seller_by_shop_id on seller (shop_id) where shop_id is not null;
create unique index buyer_by_shop_id on buyer (shop_id) where shop_id is not null;

-- An address that a reader asks for names one thing by its id; whose it is, is checked on the row found.
create unique index conversation_by_id on conversation (id);
create unique index message_by_id on message (id);

-- The operator's list of conversations goes over all sellers.
create index conversation_newest on conversation (last_message_at desc, id desc);

create index sales_order_newest_of_seller on sales_order (seller_id, placed_at desc, id desc);
create index sales_order_newest_of_buyer on sales_order (buyer_id, placed_at desc, id desc);
