-- Conversations that were merged by hand (requirements 12.9): the row stays, because reports, decisions and the references
-- under old mail name it; later mail that quotes such a reference is filed where its messages are now.
alter table conversation add column merged_into uuid;
create index conversation_merged on conversation (marketplace_id, seller_id, merged_into) where merged_into is not null;
