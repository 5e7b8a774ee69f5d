-- How long sealed originals are kept (requirements 12.8), and what an erasure leaves behind.

alter table marketplace add column originals_kept_days integer not null default 730;
alter table marketplace add constraint marketplace_originals_kept_days_check check (originals_kept_days > 0);

alter table buyer add column erased_at timestamptz;
alter table message add column erased_at timestamptz;

-- Originals are only ever added at the end: a summary of each range of pages says which are old, at no cost to the door.
create index message_source_age on message_source using brin (received_at);
