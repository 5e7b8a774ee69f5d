-- What a seller's message is for, where it stands in the exchange, and what it claims (REASON 5-7, OPT 2); from when on
-- an opt-out stops it while it waits to be sent (OPT 1); and which message took an order's one solicitation (ORDER 6).

alter table message
  add column thread_position text check (thread_position in ('answers-buyer', 'filed', 'new')),
  add column criticality text check (criticality in ('critical', 'permitted', 'solicitation')),
  -- How its author said that it is critical, whether it is or not; misused says that it isn't.
  add column critical_claim text check (critical_claim in ('word', 'fixed-subject', 'reason')),
  add column claim_misused boolean not null default false,
  -- Null: no opt-out stops it.
  add column yields_from timestamptz;
create index message_misuse on message (marketplace_id, seller_id, received_at) where claim_misused;

alter table solicitation
  add column message_id uuid,
  add foreign key (marketplace_id, seller_id, message_id) references message on delete set null (message_id);
create index solicitation_of_message on solicitation (marketplace_id, seller_id, message_id)
  where message_id is not null;

-- Messages that asked for a review before they were counted by the key.
insert into solicitation (marketplace_id, seller_id, order_id, door, asked_by, asked_at, message_id)
select distinct on (m.marketplace_id, m.seller_id, c.order_id)
       m.marketplace_id, m.seller_id, c.order_id, m.door, '{"kind": "system", "id": null, "label": "Parley"}',
       m.received_at, m.id
  from message m
  join conversation c on (c.marketplace_id, c.seller_id, c.id) = (m.marketplace_id, m.seller_id, m.conversation_id)
  join sales_order o on (o.marketplace_id, o.seller_id, o.id) = (c.marketplace_id, c.seller_id, c.order_id)
 where m.author = 'seller' and m.state = 'accepted' and (m.verdict -> 'guidelines' ->> 'solicits') = 'true'
   and m.door in ('mail', 'web', 'api')
 order by m.marketplace_id, m.seller_id, c.order_id, m.received_at
on conflict do nothing;
