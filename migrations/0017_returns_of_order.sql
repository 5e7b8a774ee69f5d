-- Whether an order has an open return is asked for each decision about a message: without this, all of a seller's returns
-- were read for it.
create index order_return_of_order on order_return (marketplace_id, seller_id, order_id);
