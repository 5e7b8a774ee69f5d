-- Sessions by a link in a mail to a buyer: open one conversation, not all that the buyer has with the seller.
alter table web_session add column conversation_id uuid;
alter table web_session add constraint web_session_link_check check ((marketplace_id is null) = (conversation_id is null));

-- Who must have a second factor and has none sets one up between password and session.
alter table sign_in_step drop constraint sign_in_step_kind_check;
alter table sign_in_step add constraint sign_in_step_kind_check check (kind in (
  'second-factor', 'factor-setup', 'passkey', 'openid', 'passkey-registration'));

-- Mail about accounts: one more kind, and the lease by which a worker holds what it sends.
alter table account_mail drop constraint account_mail_kind_check;
alter table account_mail add constraint account_mail_kind_check check (kind in ('invitation', 'reset', 'changed', 'signed-in'));
alter table account_mail add column lease_token uuid;

-- A buyer whom the shop knows by another address now: their relationships are found by it.
create index relationship_of_buyer on relationship (buyer_id);
