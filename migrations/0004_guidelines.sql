-- Which guidelines judge the sellers of a marketplace, and which messages asked for a review.

-- Name of the policy pack's folder. Null where an older release made the row: then the one named like the country.
alter table marketplace add column pack text;
update marketplace set pack = case country when 'GB' then 'uk' else lower(country) end;

-- An order may get one request for a review (ORDER 6): few rows, found without reading any others.
create index message_solicitation on message (marketplace_id, seller_id, buyer_id, conversation_id)
  where author = 'seller' and state = 'accepted' and (verdict -> 'guidelines' ->> 'solicits') = 'true';

-- What waits for a person's decision.
create index message_held on message (received_at, id) where state = 'held';
