-- The schema that all migrations together make. Written by scripts/write-schema.ts: not to be edited.

set check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $function$
;

CREATE OR REPLACE FUNCTION public.seal_audit_entry()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  last audit_seal;
begin
  perform pg_advisory_xact_lock(hashtext('audit_seal'));
  select * into last from audit_seal order by place desc limit 1;
  insert into audit_seal (place, entry_id, seal)
  values (coalesce(last.place, 0) + 1, new.id, seal_of_audit_entry(coalesce(last.seal, ''), to_jsonb(new), new.at));
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.seal_of_audit_entry(previous bytea, entry jsonb, at timestamp with time zone)
 RETURNS bytea
 LANGUAGE sql
 STABLE
AS $function$
  select sha256(previous || convert_to(
    jsonb_strip_nulls(entry || jsonb_build_object('at', extract(epoch from at)))::text, 'UTF8'))
$function$
;

CREATE OR REPLACE FUNCTION public.search_fold(given text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(translate(replace(replace(replace(lower(regexp_replace(NORMALIZE(given, NFKD), '[\u0300-\u036f]+'::text, ''::text, 'g'::text)), 'ß'::text, 'ss'::text), 'æ'::text, 'ae'::text), 'œ'::text, 'oe'::text), 'øłđı'::text, 'oldi'::text), '[^[:alnum:]]+'::text, ' '::text, 'g'::text)
;

create table account_link (
  id uuid not null,
  kind text not null,
  person_id uuid not null,
  made_by jsonb not null,
  made_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint account_link_pkey PRIMARY KEY (id),
  constraint account_link_kind_check CHECK (kind = ANY (ARRAY['invitation'::text, 'reset'::text]))
);
CREATE INDEX account_link_of_person ON public.account_link USING btree (person_id) WHERE ((used_at IS NULL) AND (revoked_at IS NULL));

create table account_mail (
  id uuid not null,
  person_id uuid not null,
  kind text not null,
  link_id uuid,
  data jsonb not null,
  state text not null,
  attempt_count integer default 0 not null,
  next_attempt_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  remote_answer text,
  lease_token uuid,
  constraint account_mail_pkey PRIMARY KEY (id),
  constraint account_mail_kind_check CHECK (kind = ANY (ARRAY['invitation'::text, 'reset'::text, 'changed'::text, 'signed-in'::text])),
  constraint account_mail_state_check CHECK (state = ANY (ARRAY['queued'::text, 'handed_over'::text, 'failed'::text]))
);
CREATE INDEX account_mail_due ON public.account_mail USING btree (next_attempt_at) WHERE (state = 'queued'::text);

create table account_update_batch (
  seq bigint generated always as identity not null,
  seller_id uuid not null,
  at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  updates jsonb storage external not null,
  constraint account_update_batch_pkey PRIMARY KEY (seq)
);

create table acknowledgement (
  marketplace_id text not null,
  seller_id uuid not null,
  order_id text not null,
  dedup_key bytea not null,
  status text not null,
  seller_order_id text,
  items jsonb default '[]'::jsonb not null,
  feed_id uuid,
  acknowledged_at timestamp with time zone not null,
  constraint acknowledgement_pkey PRIMARY KEY (marketplace_id, seller_id, order_id),
  constraint acknowledgement_status_check CHECK (status = ANY (ARRAY['success'::text, 'failure'::text]))
);
CREATE UNIQUE INDEX acknowledgement_by_seller_id ON public.acknowledgement USING btree (marketplace_id, seller_id, seller_order_id) WHERE (seller_order_id IS NOT NULL);

create table address_permission (
  seller_id uuid not null,
  address_canonical text not null,
  address text not null,
  state text not null,
  ever_decided boolean not null,
  attempt_count integer default 0 not null,
  first_attempt_at timestamp with time zone,
  last_attempt_at timestamp with time zone,
  changed_at timestamp with time zone default now() not null,
  constraint address_permission_pkey PRIMARY KEY (seller_id, address_canonical),
  constraint address_permission_check CHECK (ever_decided OR state = 'pending'::text),
  constraint address_permission_state_check CHECK (state = ANY (ARRAY['approved'::text, 'blocked'::text, 'pending'::text]))
);

create table adjustment (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  order_id text not null,
  dedup_key bytea not null,
  kind text not null,
  amount_minor bigint not null,
  currency text not null,
  feed_id uuid,
  adjusted_at timestamp with time zone not null,
  constraint adjustment_pkey PRIMARY KEY (marketplace_id, seller_id, id),
  constraint adjustment_amount_minor_check CHECK (amount_minor > 0),
  constraint adjustment_kind_check CHECK (kind = ANY (ARRAY['refund'::text, 'cancel'::text]))
);
CREATE INDEX adjustment_cancels ON public.adjustment USING btree (marketplace_id, seller_id, adjusted_at, order_id) WHERE (kind = 'cancel'::text);
CREATE UNIQUE INDEX adjustment_once ON public.adjustment USING btree (marketplace_id, seller_id, order_id, dedup_key);

create table adjustment_item (
  marketplace_id text not null,
  seller_id uuid not null,
  adjustment_id uuid not null,
  "position" integer not null,
  order_id text not null,
  item_code text not null,
  reason text not null,
  amount_minor bigint not null,
  components jsonb not null,
  quantity_cancelled integer default 0 not null,
  seller_adjustment_id text,
  constraint adjustment_item_pkey PRIMARY KEY (marketplace_id, seller_id, adjustment_id, "position"),
  constraint adjustment_item_quantity_cancelled_check CHECK (quantity_cancelled >= 0)
);
CREATE UNIQUE INDEX adjustment_item_by_seller_id ON public.adjustment_item USING btree (marketplace_id, seller_id, order_id, item_code, seller_adjustment_id) WHERE (seller_adjustment_id IS NOT NULL);
CREATE INDEX adjustment_item_of_order ON public.adjustment_item USING btree (marketplace_id, seller_id, order_id);

create table alias (
  local_part text not null,
  domain text not null,
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  stands_for text not null,
  created_at timestamp with time zone default now() not null,
  revoked_at timestamp with time zone,
  constraint alias_pkey PRIMARY KEY (local_part, domain),
  constraint alias_stands_for_check CHECK (stands_for = ANY (ARRAY['buyer'::text, 'seller'::text]))
);
CREATE UNIQUE INDEX alias_of_relationship ON public.alias USING btree (marketplace_id, seller_id, buyer_id, stands_for) WHERE (revoked_at IS NULL);

create table answer_link_stop (
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  stopped_at timestamp with time zone not null,
  constraint answer_link_stop_pkey PRIMARY KEY (marketplace_id, seller_id, buyer_id)
);

create table api_document (
  id uuid not null,
  purpose text not null,
  application_id uuid not null,
  seller_id uuid not null,
  resource text,
  content_md5 text,
  media_type text not null,
  bytes bytea,
  filled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  constraint api_document_pkey PRIMARY KEY (id),
  constraint api_document_check CHECK ((bytes IS NULL) = (filled_at IS NULL)),
  constraint api_document_purpose_check CHECK (purpose = ANY (ARRAY['message-file'::text, 'feed'::text]))
);
CREATE INDEX api_document_over ON public.api_document USING btree (ends_at);

create table api_token (
  id uuid not null,
  token_hash bytea not null,
  owner_kind text not null,
  owner_id uuid,
  scopes text[] not null,
  label text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_token_pkey PRIMARY KEY (id),
  constraint api_token_token_hash_key UNIQUE (token_hash),
  constraint api_token_check CHECK ((owner_kind = 'operator'::text) = (owner_id IS NULL)),
  constraint api_token_owner_kind_check CHECK (owner_kind = ANY (ARRAY['seller'::text, 'buyer'::text, 'operator'::text]))
);

create table application (
  id uuid not null,
  name text not null,
  client_id text not null,
  roles text[] not null,
  redirect_uris text[] not null,
  created_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint application_pkey PRIMARY KEY (id),
  constraint application_client_id_key UNIQUE (client_id)
);

create table application_grant (
  application_id uuid not null,
  seller_id uuid not null,
  roles text[] not null,
  granted_by jsonb not null,
  granted_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint application_grant_pkey PRIMARY KEY (application_id, seller_id)
);
CREATE INDEX application_grant_of_seller ON public.application_grant USING btree (seller_id);

create table application_secret (
  secret_hash bytea not null,
  application_id uuid not null,
  created_at timestamp with time zone not null,
  ends_at timestamp with time zone,
  constraint application_secret_pkey PRIMARY KEY (secret_hash)
);
CREATE INDEX application_secret_of ON public.application_secret USING btree (application_id);

create table application_token (
  token_hash bytea not null,
  kind text not null,
  application_id uuid not null,
  seller_id uuid,
  scopes text[] default '{}'::text[] not null,
  redirect_uri text,
  resources jsonb,
  created_at timestamp with time zone not null,
  ends_at timestamp with time zone,
  used_at timestamp with time zone,
  constraint application_token_pkey PRIMARY KEY (token_hash),
  constraint application_token_check CHECK (seller_id IS NOT NULL OR kind = 'access'::text AND cardinality(scopes) > 0),
  constraint application_token_check1 CHECK ((kind = 'refresh'::text) = (ends_at IS NULL)),
  constraint application_token_kind_check CHECK (kind = ANY (ARRAY['code'::text, 'refresh'::text, 'access'::text, 'restricted'::text]))
);
CREATE INDEX application_token_of ON public.application_token USING btree (application_id, seller_id);
CREATE INDEX application_token_over ON public.application_token USING btree (ends_at) WHERE (ends_at IS NOT NULL);

create table audit_entry (
  id uuid not null,
  at timestamp with time zone not null,
  seller_id uuid,
  actor jsonb not null,
  action text not null,
  subject text not null,
  from_state text,
  to_state text,
  constraint audit_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_by_seller ON public.audit_entry USING btree (seller_id, at DESC);

create table audit_seal (
  place bigint not null,
  entry_id uuid not null,
  seal bytea not null,
  constraint audit_seal_pkey PRIMARY KEY (place),
  constraint audit_seal_entry_id_key UNIQUE (entry_id)
);

create table breach (
  id uuid not null,
  marketplace_id text not null,
  seller_id uuid not null,
  cause text not null,
  rule text,
  message_id uuid,
  review_id uuid,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint breach_pkey PRIMARY KEY (id),
  constraint breach_cause_check CHECK (cause = ANY (ARRAY['refused-on-review'::text, 'blocked'::text, 'conduct'::text, 'critical-misuse'::text]))
);
CREATE INDEX breach_of_seller ON public.breach USING btree (seller_id, marketplace_id, at);

create table buyer (
  id uuid not null,
  name text not null,
  language text not null,
  address text not null,
  address_canonical text not null,
  phone text,
  address_state text default 'working'::text not null,
  created_at timestamp with time zone default now() not null,
  shop_id text,
  language_chosen_at timestamp with time zone,
  erased_at timestamp with time zone,
  constraint buyer_pkey PRIMARY KEY (id),
  constraint buyer_address_state_check CHECK (address_state = ANY (ARRAY['working'::text, 'failing'::text]))
);
CREATE INDEX buyer_by_address ON public.buyer USING btree (address_canonical);
CREATE UNIQUE INDEX buyer_by_shop_id ON public.buyer USING btree (shop_id) WHERE (shop_id IS NOT NULL);

create table buyer_preference (
  marketplace_id text not null,
  buyer_id uuid not null,
  declines boolean not null,
  changed_at timestamp with time zone not null,
  constraint buyer_preference_pkey PRIMARY KEY (marketplace_id, buyer_id)
);

create table buyer_preference_change (
  id uuid not null,
  marketplace_id text,
  buyer_id uuid not null,
  seller_id uuid,
  declines boolean,
  actor jsonb not null,
  at timestamp with time zone not null,
  language text,
  constraint buyer_preference_change_pkey PRIMARY KEY (id),
  constraint buyer_preference_change_of_one CHECK (
CASE
    WHEN language IS NULL THEN declines IS NOT NULL AND marketplace_id IS NOT NULL
    ELSE declines IS NULL AND marketplace_id IS NULL AND seller_id IS NULL
END)
);
CREATE INDEX buyer_preference_changes ON public.buyer_preference_change USING btree (buyer_id, at DESC, id DESC);
CREATE INDEX buyer_preference_history ON public.buyer_preference_change USING btree (marketplace_id, buyer_id, at DESC, id DESC);

create table cancellation_wish (
  marketplace_id text not null,
  seller_id uuid not null,
  order_id text not null,
  wished_at timestamp with time zone not null,
  wished_by jsonb not null,
  constraint cancellation_wish_pkey PRIMARY KEY (marketplace_id, seller_id, order_id)
);
CREATE INDEX cancellation_wish_of_seller ON public.cancellation_wish USING btree (marketplace_id, seller_id, wished_at);

create table clock_correction (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  outcome text not null,
  reason text not null,
  corrected_by jsonb not null,
  corrected_at timestamp with time zone not null,
  constraint clock_correction_pkey PRIMARY KEY (marketplace_id, seller_id, id),
  constraint clock_correction_outcome_check CHECK (outcome = ANY (ARRAY['in-time'::text, 'excluded'::text, 'unchanged'::text]))
);
CREATE INDEX clock_correction_of_message ON public.clock_correction USING btree (marketplace_id, seller_id, message_id);

create table clock_dispute (
  marketplace_id text not null,
  seller_id uuid not null,
  message_id uuid not null,
  reason text not null,
  disputed_by jsonb not null,
  disputed_at timestamp with time zone not null,
  outcome text,
  decided_at timestamp with time zone,
  constraint clock_dispute_pkey PRIMARY KEY (marketplace_id, seller_id, message_id),
  constraint clock_dispute_check CHECK ((outcome IS NULL) = (decided_at IS NULL)),
  constraint clock_dispute_outcome_check CHECK (outcome = ANY (ARRAY['in-time'::text, 'excluded'::text, 'unchanged'::text]))
);
CREATE INDEX clock_dispute_open ON public.clock_dispute USING btree (disputed_at, message_id) WHERE (outcome IS NULL);

create table clock_mark (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  marked_at timestamp with time zone not null,
  marked_by jsonb not null,
  undone_at timestamp with time zone,
  undone_by jsonb,
  constraint clock_mark_pkey PRIMARY KEY (marketplace_id, seller_id, id)
);
CREATE INDEX clock_mark_of_conversation ON public.clock_mark USING btree (marketplace_id, seller_id, conversation_id);

create table conversation (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  buyer_id uuid not null,
  order_id text,
  is_primary boolean default true not null,
  subject text not null,
  opened_at timestamp with time zone not null,
  last_message_at timestamp with time zone not null,
  last_author text not null,
  preview text default ''::text not null,
  message_count integer default 0 not null,
  unread_buyer integer default 0 not null,
  unread_seller integer default 0 not null,
  blocked_at timestamp with time zone,
  asked_at timestamp with time zone,
  answered_at timestamp with time zone,
  waiting_since timestamp with time zone generated always as (
CASE
    WHEN ((answered_at IS NULL) OR (asked_at > answered_at)) THEN asked_at
    ELSE NULL::timestamp with time zone
END) stored,
  merged_into uuid,
  assignee_id uuid,
  resolved_at timestamp with time zone,
  kept_unread boolean default false not null,
  constraint conversation_pkey PRIMARY KEY (marketplace_id, seller_id, id),
  constraint conversation_last_author_check CHECK (last_author = ANY (ARRAY['buyer'::text, 'seller'::text, 'marketplace'::text]))
);
CREATE UNIQUE INDEX conversation_by_id ON public.conversation USING btree (id);
CREATE INDEX conversation_inbox_buyer ON public.conversation USING btree (buyer_id, last_message_at DESC, id DESC);
CREATE INDEX conversation_inbox_seller ON public.conversation USING btree (marketplace_id, seller_id, last_message_at DESC, id DESC);
CREATE INDEX conversation_merged ON public.conversation USING btree (marketplace_id, seller_id, merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX conversation_newest ON public.conversation USING btree (last_message_at DESC, id DESC);
CREATE UNIQUE INDEX conversation_of_order ON public.conversation USING btree (marketplace_id, seller_id, buyer_id, order_id) WHERE (is_primary AND (order_id IS NOT NULL));
CREATE INDEX conversation_waiting ON public.conversation USING btree (marketplace_id, seller_id, waiting_since, id) WHERE (waiting_since IS NOT NULL);

create table conversation_note (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  body text not null,
  mentions uuid[] default '{}'::uuid[] not null,
  written_by jsonb not null,
  written_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint conversation_note_pkey PRIMARY KEY (marketplace_id, seller_id, id)
);
CREATE INDEX conversation_note_of_conversation ON public.conversation_note USING btree (marketplace_id, seller_id, conversation_id, written_at, id);

create table delivery (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  message_id uuid,
  notice jsonb,
  recipient text not null,
  buyer_id uuid,
  recipient_address text,
  rfc_message_id text not null,
  state text not null,
  attempt_count integer default 0 not null,
  next_attempt_at timestamp with time zone not null,
  lease_token uuid,
  expires_at timestamp with time zone not null,
  delay_noticed_at timestamp with time zone,
  remote_host text,
  remote_code integer,
  remote_enhanced text,
  remote_answer text,
  failure text,
  handed_over_at timestamp with time zone,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint delivery_pkey PRIMARY KEY (marketplace_id, seller_id, id),
  constraint delivery_check CHECK ((message_id IS NULL) <> (notice IS NULL)),
  constraint delivery_failure_check CHECK (failure = ANY (ARRAY['hard'::text, 'soft'::text])),
  constraint delivery_recipient_check CHECK (recipient = ANY (ARRAY['buyer'::text, 'seller'::text])),
  constraint delivery_state_check CHECK (state = ANY (ARRAY['queued'::text, 'handed_over'::text, 'refused'::text, 'expired'::text, 'cancelled'::text]))
);
CREATE UNIQUE INDEX delivery_by_id ON public.delivery USING btree (id);
CREATE INDEX delivery_due ON public.delivery USING btree (next_attempt_at) WHERE (state = 'queued'::text);
CREATE INDEX delivery_of_message ON public.delivery USING btree (marketplace_id, seller_id, message_id);

create table delivery_attempt (
  marketplace_id text not null,
  seller_id uuid not null,
  delivery_id uuid not null,
  attempt_no integer not null,
  at timestamp with time zone not null,
  outcome text not null,
  remote_host text,
  remote_code integer,
  remote_enhanced text,
  remote_answer text,
  constraint delivery_attempt_pkey PRIMARY KEY (marketplace_id, seller_id, delivery_id, attempt_no)
);

create table dkim_key (
  domain text not null,
  selector text not null,
  algorithm text not null,
  public_key text not null,
  private_key_sealed bytea not null,
  sealed_by text not null,
  created_at timestamp with time zone default now() not null,
  retired_at timestamp with time zone,
  constraint dkim_key_pkey PRIMARY KEY (domain, selector),
  constraint dkim_key_algorithm_check CHECK (algorithm = ANY (ARRAY['rsa-sha256'::text, 'ed25519-sha256'::text]))
);

create table draft (
  marketplace_id text not null,
  seller_id uuid not null,
  conversation_id uuid not null,
  holder_id uuid not null,
  body text not null,
  version integer not null,
  changed_at timestamp with time zone not null,
  constraint draft_pkey PRIMARY KEY (marketplace_id, seller_id, conversation_id, holder_id)
);

create table enforcement_step (
  id uuid not null,
  marketplace_id text not null,
  seller_id uuid not null,
  kind text not null,
  automatic boolean not null,
  breach_ids uuid[] default '{}'::uuid[] not null,
  needed integer,
  decided_by jsonb not null,
  decided_at timestamp with time zone not null,
  begins_at timestamp with time zone not null,
  ends_at timestamp with time zone,
  lifted_at timestamp with time zone,
  lifted_by jsonb,
  constraint enforcement_step_pkey PRIMARY KEY (id),
  constraint enforcement_step_check CHECK (ends_at > begins_at),
  constraint enforcement_step_kind_check CHECK (kind = ANY (ARRAY['warned'::text, 'templates-only'::text, 'messaging-suspended'::text, 'selling-suspended'::text]))
);
CREATE INDEX enforcement_step_of_seller ON public.enforcement_step USING btree (seller_id, marketplace_id) WHERE (lifted_at IS NULL);

create table event (
  seq bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  at timestamp with time zone not null,
  kind text not null,
  marketplace_id text,
  seller_id uuid,
  buyer_id uuid,
  conversation_id uuid,
  message_id uuid,
  delivery_id uuid,
  data jsonb default '{}'::jsonb not null,
  constraint event_pkey PRIMARY KEY (seq)
);
CREATE INDEX event_in_order ON public.event USING btree (xid, seq);

create table feed (
  seller_id uuid not null,
  id uuid not null,
  type text not null,
  format text not null,
  marketplace_ids text[] not null,
  state text not null,
  submitted_by jsonb not null,
  submitted_at timestamp with time zone not null,
  touched_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  processed integer default 0 not null,
  successful integer default 0 not null,
  with_error integer default 0 not null,
  with_warning integer default 0 not null,
  fault jsonb,
  constraint feed_pkey PRIMARY KEY (seller_id, id),
  constraint feed_format_check CHECK (format = ANY (ARRAY['xml'::text, 'json'::text])),
  constraint feed_state_check CHECK (state = ANY (ARRAY['in_progress'::text, 'done'::text, 'fatal'::text])),
  constraint feed_type_check CHECK (type = ANY (ARRAY['order-fulfilment'::text, 'order-adjustment'::text, 'order-acknowledgement'::text]))
);
CREATE UNIQUE INDEX feed_by_id ON public.feed USING btree (id);
CREATE INDEX feed_newest_of_seller ON public.feed USING btree (seller_id, submitted_at DESC, id DESC);

create table feed_request (
  id uuid not null,
  seller_id uuid not null,
  application_id uuid not null,
  type text not null,
  marketplace_ids text[] not null,
  document_id uuid not null,
  state text not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  lease_until timestamp with time zone,
  feed_id uuid,
  report_id uuid,
  constraint feed_request_pkey PRIMARY KEY (id),
  constraint feed_request_state_check CHECK (state = ANY (ARRAY['in_queue'::text, 'in_progress'::text, 'done'::text, 'fatal'::text, 'cancelled'::text])),
  constraint feed_request_type_check CHECK (type = ANY (ARRAY['order-fulfilment'::text, 'order-adjustment'::text, 'order-acknowledgement'::text]))
);
CREATE INDEX feed_request_due ON public.feed_request USING btree (created_at) WHERE (state = ANY (ARRAY['in_queue'::text, 'in_progress'::text]));
CREATE INDEX feed_request_newest ON public.feed_request USING btree (seller_id, created_at DESC, id DESC);
CREATE UNIQUE INDEX feed_request_of_document ON public.feed_request USING btree (document_id);
CREATE UNIQUE INDEX feed_request_of_report ON public.feed_request USING btree (report_id);

create table feed_result (
  seller_id uuid not null,
  feed_id uuid not null,
  "position" integer not null,
  line integer not null,
  message_id text,
  result text not null,
  order_name text,
  faults jsonb default '[]'::jsonb not null,
  constraint feed_result_pkey PRIMARY KEY (seller_id, feed_id, "position"),
  constraint feed_result_result_check CHECK (result = ANY (ARRAY['taken'::text, 'unchanged'::text, 'refused'::text]))
);

create table file_facts (
  sha256 bytea not null,
  reader integer not null,
  facts text not null,
  kept_at timestamp with time zone not null,
  constraint file_facts_pkey PRIMARY KEY (sha256)
);

create table file_inspection (
  marketplace_id text not null,
  seller_id uuid not null,
  message_id uuid not null,
  in_reply_to text[] not null,
  refers_to text[] not null,
  attempt_count integer default 0 not null,
  next_attempt_at timestamp with time zone not null,
  lease_token uuid,
  created_at timestamp with time zone not null,
  constraint file_inspection_pkey PRIMARY KEY (marketplace_id, seller_id, message_id)
);
CREATE UNIQUE INDEX file_inspection_by_message ON public.file_inspection USING btree (message_id);
CREATE INDEX file_inspection_due ON public.file_inspection USING btree (next_attempt_at);

create table hand_off_key (
  marketplace_id text not null,
  id text not null,
  algorithm text not null,
  public_key text not null,
  shop_origin text,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint hand_off_key_pkey PRIMARY KEY (marketplace_id, id),
  constraint hand_off_key_algorithm_check CHECK (algorithm = ANY (ARRAY['EdDSA'::text, 'ES256'::text, 'RS256'::text, 'PS256'::text]))
);

create table hand_off_used (
  marketplace_id text not null,
  token_id text not null,
  ends_at timestamp with time zone not null,
  constraint hand_off_used_pkey PRIMARY KEY (marketplace_id, token_id)
);
CREATE INDEX hand_off_used_over ON public.hand_off_used USING btree (ends_at);

create table inbox_view (
  holder_id uuid not null,
  id uuid not null,
  name text not null,
  query text not null,
  made_at timestamp with time zone not null,
  constraint inbox_view_pkey PRIMARY KEY (holder_id, id)
);
CREATE UNIQUE INDEX inbox_view_by_name ON public.inbox_view USING btree (holder_id, lower(name));

create table mail_domain (
  domain text not null,
  marketplace_id text not null,
  purpose text not null,
  created_at timestamp with time zone default now() not null,
  constraint mail_domain_pkey PRIMARY KEY (domain),
  constraint mail_domain_purpose_check CHECK (purpose = ANY (ARRAY['alias'::text, 'bounce'::text, 'notice'::text]))
);

create table mail_identity (
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  holder text not null,
  rfc_id text not null,
  message_id uuid not null,
  constraint mail_identity_pkey PRIMARY KEY (marketplace_id, seller_id, buyer_id, holder, rfc_id),
  constraint mail_identity_holder_check CHECK (holder = ANY (ARRAY['buyer'::text, 'seller'::text]))
);
CREATE INDEX mail_identity_of_message ON public.mail_identity USING btree (marketplace_id, seller_id, message_id);

create table marketplace (
  id text not null,
  name text not null,
  country text not null,
  languages text[] not null,
  time_zone text not null,
  alias_domain text not null,
  bounce_domain text not null,
  notice_domain text not null,
  created_at timestamp with time zone default now() not null,
  pack text,
  originals_kept_days integer default 730 not null,
  api_id text,
  constraint marketplace_pkey PRIMARY KEY (id),
  constraint marketplace_api_id_key UNIQUE (api_id),
  constraint marketplace_languages_check CHECK (cardinality(languages) > 0),
  constraint marketplace_originals_kept_days_check CHECK (originals_kept_days > 0)
);

create table message (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  buyer_id uuid not null,
  conversation_id uuid not null,
  author text not null,
  author_label text not null,
  author_address text,
  door text not null,
  state text not null,
  automatic text,
  subject text not null,
  body_text text not null,
  body_html text,
  quoted_text text,
  cut text not null,
  language text,
  contact_reason text,
  answers_id uuid,
  verdict jsonb not null,
  notes jsonb default '[]'::jsonb not null,
  authentication jsonb,
  dedup_key bytea not null,
  received_at timestamp with time zone not null,
  read_by_recipient_at timestamp with time zone,
  thread_position text,
  criticality text,
  critical_claim text,
  claim_misused boolean default false not null,
  yields_from timestamp with time zone,
  is_thanks boolean default false not null,
  released_at timestamp with time zone,
  held_until timestamp with time zone,
  written_by jsonb,
  erased_at timestamp with time zone,
  constraint message_pkey PRIMARY KEY (marketplace_id, seller_id, id),
  constraint message_author_check CHECK (author = ANY (ARRAY['buyer'::text, 'seller'::text, 'marketplace'::text])),
  constraint message_automatic_check CHECK (automatic = ANY (ARRAY['absence-note'::text, 'automatic'::text])),
  constraint message_critical_claim_check CHECK (critical_claim = ANY (ARRAY['word'::text, 'fixed-subject'::text, 'reason'::text])),
  constraint message_criticality_check CHECK (criticality = ANY (ARRAY['critical'::text, 'permitted'::text, 'solicitation'::text])),
  constraint message_cut_check CHECK (cut = ANY (ARRAY['none'::text, 'exact'::text, 'unsure'::text])),
  constraint message_door_check CHECK (door = ANY (ARRAY['mail'::text, 'web'::text, 'api'::text, 'system'::text])),
  constraint message_state_check CHECK (state = ANY (ARRAY['held'::text, 'refused'::text, 'accepted'::text])),
  constraint message_thread_position_check CHECK (thread_position = ANY (ARRAY['answers-buyer'::text, 'filed'::text, 'new'::text]))
);
CREATE UNIQUE INDEX message_by_id ON public.message USING btree (id);
CREATE INDEX message_by_reason ON public.message USING btree (marketplace_id, seller_id, conversation_id, contact_reason) WHERE ((contact_reason IS NOT NULL) AND (state = 'accepted'::text));
CREATE INDEX message_held ON public.message USING btree (received_at, id) WHERE (state = 'held'::text);
CREATE INDEX message_held_until ON public.message USING btree (held_until) WHERE (state = 'held'::text);
CREATE INDEX message_misuse ON public.message USING btree (marketplace_id, seller_id, received_at) WHERE claim_misused;
CREATE INDEX message_of_conversation ON public.message USING btree (marketplace_id, seller_id, conversation_id, received_at, id);
CREATE UNIQUE INDEX message_once ON public.message USING btree (marketplace_id, seller_id, buyer_id, dedup_key);
CREATE INDEX message_solicitation ON public.message USING btree (marketplace_id, seller_id, buyer_id, conversation_id) WHERE ((author = 'seller'::text) AND (state = 'accepted'::text) AND (((verdict -> 'guidelines'::text) ->> 'solicits'::text) = 'true'::text));

create table message_file (
  marketplace_id text not null,
  seller_id uuid not null,
  message_id uuid not null,
  "position" integer not null,
  name text not null,
  media_type text not null,
  content_id text,
  sha256 bytea not null,
  bytes bytea not null,
  constraint message_file_pkey PRIMARY KEY (marketplace_id, seller_id, message_id, "position")
);
CREATE INDEX message_file_by_content ON public.message_file USING btree (sha256);

create table message_search (
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  conversation_id uuid not null,
  message_id uuid not null,
  received_at timestamp with time zone not null,
  words tsvector not null,
  constraint message_search_pkey PRIMARY KEY (marketplace_id, seller_id, message_id)
) with (toast_tuple_target=128);
CREATE INDEX message_search_of_conversation ON public.message_search USING btree (marketplace_id, seller_id, conversation_id);
CREATE INDEX message_search_words ON public.message_search USING gin (words);

create table message_source (
  marketplace_id text not null,
  seller_id uuid not null,
  message_id uuid not null,
  sealed bytea not null,
  sealed_by text not null,
  received_at timestamp with time zone not null,
  constraint message_source_pkey PRIMARY KEY (marketplace_id, seller_id, message_id)
);
CREATE INDEX message_source_age ON public.message_source USING brin (received_at);

create table message_template (
  seller_id uuid not null,
  id uuid not null,
  name text not null,
  contact_reason text,
  texts jsonb not null,
  version integer not null,
  changed_by jsonb not null,
  changed_at timestamp with time zone not null,
  constraint message_template_pkey PRIMARY KEY (seller_id, id)
);
CREATE UNIQUE INDEX message_template_by_name ON public.message_template USING btree (seller_id, lower(name));

create table notice_sent (
  recipient_canonical text not null,
  kind text not null,
  day date not null,
  constraint notice_sent_pkey PRIMARY KEY (recipient_canonical, kind, day)
);

create table objection (
  statement_id uuid not null,
  body text not null,
  objected_by jsonb not null,
  objected_at timestamp with time zone not null,
  outcome text,
  reasons text,
  answer text,
  decided_by jsonb,
  decided_at timestamp with time zone,
  nobody_else boolean default false not null,
  constraint objection_pkey PRIMARY KEY (statement_id),
  constraint objection_check CHECK ((outcome IS NULL) = (decided_at IS NULL)),
  constraint objection_outcome_check CHECK (outcome = ANY (ARRAY['upheld'::text, 'reversed'::text]))
);
CREATE INDEX objection_open ON public.objection USING btree (objected_at) WHERE (outcome IS NULL);

create table openid_identity (
  issuer text not null,
  subject text not null,
  person_id uuid not null,
  linked_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null,
  constraint openid_identity_pkey PRIMARY KEY (issuer, subject)
);
CREATE INDEX openid_identity_of_person ON public.openid_identity USING btree (person_id);

create table operator_user (
  id uuid not null,
  person_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint operator_user_pkey PRIMARY KEY (id),
  constraint operator_user_role_check CHECK (role = ANY (ARRAY['administrator'::text, 'moderator'::text, 'support'::text]))
);
CREATE UNIQUE INDEX operator_user_of_person ON public.operator_user USING btree (person_id, role) WHERE (ended_at IS NULL);

create table order_line (
  marketplace_id text not null,
  seller_id uuid not null,
  order_id text not null,
  line_no integer not null,
  product_id text not null,
  title text not null,
  quantity integer not null,
  amount_minor bigint not null,
  currency text not null,
  item_code text,
  constraint order_line_pkey PRIMARY KEY (marketplace_id, seller_id, order_id, line_no),
  constraint order_line_amount_minor_check CHECK (amount_minor >= 0),
  constraint order_line_quantity_check CHECK (quantity > 0)
);

create table order_return (
  marketplace_id text not null,
  seller_id uuid not null,
  id text not null,
  order_id text not null,
  status text not null,
  reason text,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint order_return_pkey PRIMARY KEY (marketplace_id, seller_id, id),
  constraint order_return_status_check CHECK (status = ANY (ARRAY['requested'::text, 'authorised'::text, 'received'::text, 'refunded'::text, 'closed'::text]))
);
CREATE INDEX order_return_of_order ON public.order_return USING btree (marketplace_id, seller_id, order_id);
CREATE INDEX order_return_waiting ON public.order_return USING btree (marketplace_id, seller_id, opened_at, id) WHERE (status = ANY (ARRAY['requested'::text, 'received'::text]));

create table passkey (
  id bytea not null,
  person_id uuid not null,
  name text not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  backed_up boolean not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkey_pkey PRIMARY KEY (id)
);
CREATE INDEX passkey_of_person ON public.passkey USING btree (person_id);

create table person (
  id uuid not null,
  address text not null,
  address_canonical text not null,
  name text not null,
  language text not null,
  password text,
  totp_sealed bytea,
  totp_sealed_by text,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  factor_misses integer default 0 not null,
  created_at timestamp with time zone not null,
  deactivated_at timestamp with time zone,
  constraint person_pkey PRIMARY KEY (id),
  constraint person_address_canonical_key UNIQUE (address_canonical),
  constraint person_check CHECK ((totp_sealed IS NULL) = (totp_sealed_by IS NULL))
);

create unlogged table presence (
  conversation_id uuid not null,
  holder_id uuid not null,
  seller_id uuid not null,
  name text not null,
  is_writing boolean not null,
  seen_at timestamp with time zone not null,
  constraint presence_pkey PRIMARY KEY (conversation_id, holder_id)
);
CREATE INDEX presence_seen ON public.presence USING btree (seen_at);

create table product (
  marketplace_id text not null,
  seller_id uuid not null,
  id text not null,
  title text not null,
  categories text[] default '{}'::text[] not null,
  pictures text[] default '{}'::text[] not null,
  updated_at timestamp with time zone default now() not null,
  constraint product_pkey PRIMARY KEY (marketplace_id, seller_id, id)
);

create table recovery_code (
  person_id uuid not null,
  code_hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_code_pkey PRIMARY KEY (person_id, code_hash)
);

create table relationship (
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint relationship_pkey PRIMARY KEY (marketplace_id, seller_id, buyer_id)
);
CREATE INDEX relationship_of_buyer ON public.relationship USING btree (buyer_id);

create table repeatable_request (
  asker text not null,
  key_hash bytea not null,
  request_hash bytea not null,
  begun_at timestamp with time zone not null,
  status integer,
  answer text,
  constraint repeatable_request_pkey PRIMARY KEY (asker, key_hash)
);
CREATE INDEX repeatable_request_oldest ON public.repeatable_request USING btree (begun_at);

create table report (
  id uuid not null,
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  conversation_id uuid not null,
  message_id uuid,
  reporter text not null,
  reason text not null,
  body text not null,
  reported_at timestamp with time zone not null,
  review_id uuid not null,
  constraint report_pkey PRIMARY KEY (id),
  constraint report_reporter_check CHECK (reporter = ANY (ARRAY['buyer'::text, 'seller'::text]))
);
CREATE UNIQUE INDEX report_of_conduct ON public.report USING btree (conversation_id, reporter) WHERE (message_id IS NULL);
CREATE UNIQUE INDEX report_of_message ON public.report USING btree (message_id, reporter) WHERE (message_id IS NOT NULL);
CREATE INDEX report_of_review ON public.report USING btree (review_id);

create table review (
  id uuid not null,
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  conversation_id uuid not null,
  message_id uuid,
  kind text not null,
  about text not null,
  state text not null,
  opened_at timestamp with time zone not null,
  claimed_by jsonb,
  claimed_until timestamp with time zone,
  decision text,
  decided_by jsonb,
  decided_at timestamp with time zone,
  undo_until timestamp with time zone,
  note text,
  before jsonb,
  reminded_at timestamp with time zone,
  constraint review_pkey PRIMARY KEY (id),
  constraint review_about_check CHECK (about = ANY (ARRAY['buyer'::text, 'seller'::text])),
  constraint review_check CHECK ((state = 'decided'::text) = (decision IS NOT NULL)),
  constraint review_decision_check CHECK (decision = ANY (ARRAY['permit'::text, 'amend'::text, 'refuse'::text, 'dismiss'::text, 'block'::text, 'uphold'::text])),
  constraint review_kind_check CHECK (kind = ANY (ARRAY['held'::text, 'reported'::text, 'conduct'::text, 'discretion'::text])),
  constraint review_state_check CHECK (state = ANY (ARRAY['open'::text, 'decided'::text, 'settled'::text]))
);
CREATE INDEX review_newest ON public.review USING btree (id DESC);
CREATE UNIQUE INDEX review_open_of_conduct ON public.review USING btree (conversation_id, about) WHERE ((state = 'open'::text) AND (message_id IS NULL));
CREATE UNIQUE INDEX review_open_of_message ON public.review USING btree (message_id) WHERE ((state = 'open'::text) AND (message_id IS NOT NULL));
CREATE INDEX review_waiting ON public.review USING btree (opened_at, id) WHERE (state = 'open'::text);

create table sales_order (
  marketplace_id text not null,
  seller_id uuid not null,
  id text not null,
  buyer_id uuid not null,
  status text not null,
  fulfilment text not null,
  placed_at timestamp with time zone not null,
  earliest_delivery_at timestamp with time zone,
  latest_delivery_at timestamp with time zone,
  completed_at timestamp with time zone,
  updated_at timestamp with time zone default now() not null,
  constraint sales_order_pkey PRIMARY KEY (marketplace_id, seller_id, id),
  constraint sales_order_fulfilment_check CHECK (fulfilment = ANY (ARRAY['seller'::text, 'marketplace'::text])),
  constraint sales_order_id_check CHECK (id ~ '^[0-9]{3}-[0-9]{7}-[0-9]{7}$'::text),
  constraint sales_order_status_check CHECK (status = ANY (ARRAY['pending'::text, 'unshipped'::text, 'partially_shipped'::text, 'shipped'::text, 'cancelled'::text, 'unfulfillable'::text]))
);
CREATE INDEX sales_order_by_buyer ON public.sales_order USING btree (marketplace_id, seller_id, buyer_id, placed_at DESC);
CREATE UNIQUE INDEX sales_order_by_id ON public.sales_order USING btree (marketplace_id, id);
CREATE INDEX sales_order_newest_of_buyer ON public.sales_order USING btree (buyer_id, placed_at DESC, id DESC);
CREATE INDEX sales_order_newest_of_seller ON public.sales_order USING btree (seller_id, placed_at DESC, id DESC);
CREATE INDEX sales_order_promised ON public.sales_order USING btree (marketplace_id, seller_id, latest_delivery_at, id) WHERE ((status = ANY (ARRAY['unshipped'::text, 'partially_shipped'::text])) AND (fulfilment = 'seller'::text) AND (latest_delivery_at IS NOT NULL));
CREATE INDEX sales_order_to_ship ON public.sales_order USING btree (marketplace_id, seller_id, placed_at, id) WHERE ((status = ANY (ARRAY['unshipped'::text, 'partially_shipped'::text])) AND (fulfilment = 'seller'::text));

create table schema_migration (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  constraint schema_migration_pkey PRIMARY KEY (name)
);

create table search_progress (
  one boolean default true not null,
  xid xid8 not null,
  seq bigint not null,
  constraint search_progress_pkey PRIMARY KEY (one),
  constraint search_progress_one_check CHECK (one)
);

create table seller (
  id uuid not null,
  name text not null,
  language text not null,
  message_address text,
  address_state text default 'working'::text not null,
  created_at timestamp with time zone default now() not null,
  shop_id text,
  constraint seller_pkey PRIMARY KEY (id),
  constraint seller_address_state_check CHECK (address_state = ANY (ARRAY['working'::text, 'failing'::text]))
);
CREATE UNIQUE INDEX seller_by_shop_id ON public.seller USING btree (shop_id) WHERE (shop_id IS NOT NULL);

create table seller_mute (
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  muted_at timestamp with time zone not null,
  constraint seller_mute_pkey PRIMARY KEY (marketplace_id, seller_id, buyer_id)
);

create table seller_user (
  seller_id uuid not null,
  id uuid not null,
  name text not null,
  address text not null,
  language text not null,
  role text not null,
  created_at timestamp with time zone default now() not null,
  person_id uuid,
  ended_at timestamp with time zone,
  constraint seller_user_pkey PRIMARY KEY (seller_id, id),
  constraint seller_user_role_check CHECK (role = ANY (ARRAY['owner'::text, 'agent'::text, 'reader'::text]))
);
CREATE UNIQUE INDEX seller_user_by_id ON public.seller_user USING btree (id);
CREATE UNIQUE INDEX seller_user_of_person ON public.seller_user USING btree (person_id, seller_id) WHERE (ended_at IS NULL);

create table shipment (
  marketplace_id text not null,
  seller_id uuid not null,
  id uuid not null,
  order_id text not null,
  dedup_key bytea not null,
  seller_shipment_id text,
  carrier text,
  carrier_as_given text,
  method_as_given text,
  tracking_number text,
  shipped_at timestamp with time zone not null,
  feed_id uuid,
  confirmed_at timestamp with time zone not null,
  constraint shipment_pkey PRIMARY KEY (marketplace_id, seller_id, id)
);
CREATE UNIQUE INDEX shipment_by_seller_id ON public.shipment USING btree (marketplace_id, seller_id, order_id, seller_shipment_id) WHERE (seller_shipment_id IS NOT NULL);
CREATE UNIQUE INDEX shipment_once ON public.shipment USING btree (marketplace_id, seller_id, order_id, dedup_key);

create table shipment_item (
  marketplace_id text not null,
  seller_id uuid not null,
  shipment_id uuid not null,
  item_code text not null,
  quantity integer not null,
  constraint shipment_item_pkey PRIMARY KEY (marketplace_id, seller_id, shipment_id, item_code),
  constraint shipment_item_quantity_check CHECK (quantity > 0)
);

create table sign_in_step (
  secret_hash bytea not null,
  kind text not null,
  person_id uuid,
  data jsonb not null,
  misses integer default 0 not null,
  ends_at timestamp with time zone not null,
  constraint sign_in_step_pkey PRIMARY KEY (secret_hash),
  constraint sign_in_step_kind_check CHECK (kind = ANY (ARRAY['second-factor'::text, 'factor-setup'::text, 'passkey'::text, 'openid'::text, 'passkey-registration'::text]))
);
CREATE INDEX sign_in_step_over ON public.sign_in_step USING btree (ends_at);

create table solicitation (
  marketplace_id text not null,
  seller_id uuid not null,
  order_id text not null,
  door text not null,
  asked_by jsonb not null,
  asked_at timestamp with time zone not null,
  message_id uuid,
  constraint solicitation_pkey PRIMARY KEY (marketplace_id, seller_id, order_id),
  constraint solicitation_door_check CHECK (door = ANY (ARRAY['mail'::text, 'web'::text, 'api'::text]))
);
CREATE INDEX solicitation_of_message ON public.solicitation USING btree (marketplace_id, seller_id, message_id) WHERE (message_id IS NOT NULL);

create table statement_end (
  statement_id uuid not null,
  cause text not null,
  at timestamp with time zone not null,
  constraint statement_end_pkey PRIMARY KEY (statement_id),
  constraint statement_end_cause_check CHECK (cause = ANY (ARRAY['undone'::text, 'reversed'::text, 'lifted'::text]))
);

create table statement_of_reasons (
  id uuid not null,
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid,
  addressee text not null,
  step_id uuid,
  review_id uuid,
  message_id uuid,
  language text not null,
  subject text not null,
  body text not null,
  facts jsonb not null,
  decided_by jsonb not null,
  automatic boolean not null,
  issued_at timestamp with time zone not null,
  told_at timestamp with time zone not null,
  object_until timestamp with time zone not null,
  constraint statement_of_reasons_pkey PRIMARY KEY (id),
  constraint statement_of_reasons_addressee_check CHECK (addressee = ANY (ARRAY['buyer'::text, 'seller'::text]))
);
CREATE INDEX statement_of_buyer ON public.statement_of_reasons USING btree (buyer_id, id DESC) WHERE (addressee = 'buyer'::text);
CREATE INDEX statement_of_review ON public.statement_of_reasons USING btree (review_id);
CREATE INDEX statement_of_seller ON public.statement_of_reasons USING btree (seller_id, id DESC);
CREATE INDEX statement_of_step ON public.statement_of_reasons USING btree (step_id);

create table suppression (
  marketplace_id text not null,
  seller_id uuid not null,
  buyer_id uuid not null,
  source text not null,
  added_by jsonb not null,
  added_at timestamp with time zone not null,
  constraint suppression_pkey PRIMARY KEY (marketplace_id, seller_id, buyer_id),
  constraint suppression_source_check CHECK (source = ANY (ARRAY['hand'::text, 'import'::text, 'opt-out'::text, 'flag'::text]))
);
CREATE INDEX suppression_of_seller ON public.suppression USING btree (seller_id, added_at DESC, buyer_id DESC);

create table web_session (
  id uuid not null,
  secret_hash bytea not null,
  person_id uuid,
  seat_id uuid,
  buyer_id uuid,
  marketplace_id text,
  seller_id uuid,
  link_made_at timestamp with time zone,
  proof text not null,
  device text not null,
  began_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  idle_seconds integer not null,
  idle_ends_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  end_cause text,
  conversation_id uuid,
  constraint web_session_pkey PRIMARY KEY (id),
  constraint web_session_secret_hash_key UNIQUE (secret_hash),
  constraint web_session_check CHECK ((person_id IS NULL) <> (buyer_id IS NULL)),
  constraint web_session_check1 CHECK ((person_id IS NULL) = (seat_id IS NULL)),
  constraint web_session_check2 CHECK ((marketplace_id IS NULL) = (seller_id IS NULL) AND (marketplace_id IS NULL) = (link_made_at IS NULL)),
  constraint web_session_check3 CHECK ((ended_at IS NULL) = (end_cause IS NULL)),
  constraint web_session_end_cause_check CHECK (end_cause = ANY (ARRAY['signed-out'::text, 'ended'::text, 'replaced'::text, 'password-changed'::text, 'deactivated'::text, 'link-stopped'::text])),
  constraint web_session_link_check CHECK ((marketplace_id IS NULL) = (conversation_id IS NULL)),
  constraint web_session_proof_check CHECK (proof = ANY (ARRAY['password'::text, 'password+code'::text, 'password+recovery-code'::text, 'password+passkey'::text, 'passkey'::text, 'openid'::text, 'invitation'::text, 'hand-off'::text, 'mail-link'::text, 'demo'::text]))
);
CREATE INDEX web_session_of_buyer ON public.web_session USING btree (buyer_id) WHERE (ended_at IS NULL);
CREATE INDEX web_session_of_person ON public.web_session USING btree (person_id) WHERE (ended_at IS NULL);

create table webhook_attempt (
  delivery_id uuid not null,
  attempt_no integer not null,
  at timestamp with time zone not null,
  duration_ms integer not null,
  status integer,
  failure text,
  constraint webhook_attempt_pkey PRIMARY KEY (delivery_id, attempt_no)
);

create table webhook_delivery (
  seq bigint generated always as identity not null,
  id uuid not null,
  endpoint_id uuid not null,
  event_seq bigint not null,
  event_type text not null,
  payload text not null,
  order_key text not null,
  cause text not null,
  state text not null,
  attempt_count integer default 0 not null,
  next_attempt_at timestamp with time zone not null,
  lease_token uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint webhook_delivery_pkey PRIMARY KEY (seq),
  constraint webhook_delivery_id_key UNIQUE (id),
  constraint webhook_delivery_cause_check CHECK (cause = ANY (ARRAY['event'::text, 'replay'::text, 'redelivery'::text])),
  constraint webhook_delivery_state_check CHECK (state = ANY (ARRAY['queued'::text, 'delivered'::text, 'failed'::text, 'cancelled'::text]))
);
CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (endpoint_id, next_attempt_at) WHERE (state = 'queued'::text);
CREATE INDEX webhook_delivery_in_order ON public.webhook_delivery USING btree (endpoint_id, order_key, seq) WHERE (state = 'queued'::text);
CREATE INDEX webhook_delivery_leased ON public.webhook_delivery USING btree (endpoint_id) WHERE (lease_token IS NOT NULL);
CREATE INDEX webhook_delivery_log ON public.webhook_delivery USING btree (endpoint_id, seq);
CREATE INDEX webhook_delivery_old ON public.webhook_delivery USING btree (settled_at) WHERE (state <> 'queued'::text);

create table webhook_endpoint (
  id uuid not null,
  seller_id uuid,
  url text not null,
  types text[] not null,
  description text not null,
  secret bytea not null,
  sealed_by text not null,
  old_secret bytea,
  old_sealed_by text,
  old_secret_until timestamp with time zone,
  version integer default 1 not null,
  created_at timestamp with time zone not null,
  failing_since timestamp with time zone,
  disabled_at timestamp with time zone,
  disabled_because text,
  replay_xid xid8,
  replay_seq bigint,
  replay_until_xid xid8,
  replay_until_seq bigint,
  constraint webhook_endpoint_pkey PRIMARY KEY (id),
  constraint webhook_endpoint_check CHECK ((disabled_at IS NULL) = (disabled_because IS NULL)),
  constraint webhook_endpoint_check1 CHECK ((old_secret IS NULL) = (old_secret_until IS NULL)),
  constraint webhook_endpoint_disabled_because_check CHECK (disabled_because = ANY (ARRAY['owner'::text, 'failing'::text, 'gone'::text]))
);
CREATE INDEX webhook_endpoint_of_seller ON public.webhook_endpoint USING btree (seller_id);

create table webhook_fan_out (
  only_row boolean default true not null,
  xid xid8 not null,
  seq bigint not null,
  constraint webhook_fan_out_pkey PRIMARY KEY (only_row),
  constraint webhook_fan_out_only_row_check CHECK (only_row)
);

alter table account_link add constraint account_link_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table account_mail add constraint account_mail_link_id_fkey FOREIGN KEY (link_id) REFERENCES account_link(id);
alter table account_mail add constraint account_mail_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table account_update_batch add constraint account_update_batch_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table acknowledgement add constraint acknowledgement_marketplace_id_seller_id_order_id_fkey FOREIGN KEY (marketplace_id, seller_id, order_id) REFERENCES sales_order(marketplace_id, seller_id, id);
alter table address_permission add constraint address_permission_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table adjustment add constraint adjustment_marketplace_id_seller_id_order_id_fkey FOREIGN KEY (marketplace_id, seller_id, order_id) REFERENCES sales_order(marketplace_id, seller_id, id);
alter table adjustment_item add constraint adjustment_item_marketplace_id_seller_id_adjustment_id_fkey FOREIGN KEY (marketplace_id, seller_id, adjustment_id) REFERENCES adjustment(marketplace_id, seller_id, id);
alter table alias add constraint alias_domain_fkey FOREIGN KEY (domain) REFERENCES mail_domain(domain);
alter table alias add constraint alias_marketplace_id_seller_id_buyer_id_fkey FOREIGN KEY (marketplace_id, seller_id, buyer_id) REFERENCES relationship(marketplace_id, seller_id, buyer_id);
alter table answer_link_stop add constraint answer_link_stop_marketplace_id_seller_id_buyer_id_fkey FOREIGN KEY (marketplace_id, seller_id, buyer_id) REFERENCES relationship(marketplace_id, seller_id, buyer_id);
alter table api_document add constraint api_document_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id);
alter table api_document add constraint api_document_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table application_grant add constraint application_grant_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id);
alter table application_grant add constraint application_grant_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table application_secret add constraint application_secret_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id);
alter table application_token add constraint application_token_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id);
alter table application_token add constraint application_token_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table audit_entry add constraint audit_entry_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table breach add constraint breach_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table breach add constraint breach_review_id_fkey FOREIGN KEY (review_id) REFERENCES review(id);
alter table breach add constraint breach_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table buyer_preference add constraint buyer_preference_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyer(id);
alter table buyer_preference add constraint buyer_preference_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table buyer_preference_change add constraint buyer_preference_change_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyer(id);
alter table buyer_preference_change add constraint buyer_preference_change_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table buyer_preference_change add constraint buyer_preference_change_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table cancellation_wish add constraint cancellation_wish_marketplace_id_seller_id_order_id_fkey FOREIGN KEY (marketplace_id, seller_id, order_id) REFERENCES sales_order(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table clock_correction add constraint clock_correction_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table clock_dispute add constraint clock_dispute_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table clock_mark add constraint clock_mark_marketplace_id_seller_id_conversation_id_fkey FOREIGN KEY (marketplace_id, seller_id, conversation_id) REFERENCES conversation(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table conversation add constraint conversation_marketplace_id_seller_id_buyer_id_fkey FOREIGN KEY (marketplace_id, seller_id, buyer_id) REFERENCES relationship(marketplace_id, seller_id, buyer_id);
alter table conversation_note add constraint conversation_note_marketplace_id_seller_id_conversation_id_fkey FOREIGN KEY (marketplace_id, seller_id, conversation_id) REFERENCES conversation(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table delivery add constraint delivery_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id);
alter table delivery_attempt add constraint delivery_attempt_marketplace_id_seller_id_delivery_id_fkey FOREIGN KEY (marketplace_id, seller_id, delivery_id) REFERENCES delivery(marketplace_id, seller_id, id);
alter table dkim_key add constraint dkim_key_domain_fkey FOREIGN KEY (domain) REFERENCES mail_domain(domain);
alter table draft add constraint draft_marketplace_id_seller_id_conversation_id_fkey FOREIGN KEY (marketplace_id, seller_id, conversation_id) REFERENCES conversation(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table enforcement_step add constraint enforcement_step_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table enforcement_step add constraint enforcement_step_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table feed add constraint feed_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table feed_request add constraint feed_request_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id);
alter table feed_request add constraint feed_request_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table feed_result add constraint feed_result_seller_id_feed_id_fkey FOREIGN KEY (seller_id, feed_id) REFERENCES feed(seller_id, id);
alter table file_inspection add constraint file_inspection_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table hand_off_key add constraint hand_off_key_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table mail_domain add constraint mail_domain_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table mail_identity add constraint mail_identity_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id);
alter table message add constraint message_marketplace_id_seller_id_conversation_id_fkey FOREIGN KEY (marketplace_id, seller_id, conversation_id) REFERENCES conversation(marketplace_id, seller_id, id);
alter table message_file add constraint message_file_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id);
alter table message_search add constraint message_search_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id) ON DELETE CASCADE;
alter table message_source add constraint message_source_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id);
alter table message_template add constraint message_template_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table objection add constraint objection_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statement_of_reasons(id);
alter table openid_identity add constraint openid_identity_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table operator_user add constraint operator_user_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table order_line add constraint order_line_marketplace_id_seller_id_order_id_fkey FOREIGN KEY (marketplace_id, seller_id, order_id) REFERENCES sales_order(marketplace_id, seller_id, id);
alter table order_return add constraint order_return_marketplace_id_seller_id_order_id_fkey FOREIGN KEY (marketplace_id, seller_id, order_id) REFERENCES sales_order(marketplace_id, seller_id, id);
alter table passkey add constraint passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table product add constraint product_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table product add constraint product_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table recovery_code add constraint recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table relationship add constraint relationship_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyer(id);
alter table relationship add constraint relationship_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table relationship add constraint relationship_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table report add constraint report_marketplace_id_seller_id_conversation_id_fkey FOREIGN KEY (marketplace_id, seller_id, conversation_id) REFERENCES conversation(marketplace_id, seller_id, id);
alter table report add constraint report_review_id_fkey FOREIGN KEY (review_id) REFERENCES review(id);
alter table review add constraint review_marketplace_id_seller_id_conversation_id_fkey FOREIGN KEY (marketplace_id, seller_id, conversation_id) REFERENCES conversation(marketplace_id, seller_id, id);
alter table review add constraint review_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id);
alter table sales_order add constraint sales_order_marketplace_id_seller_id_buyer_id_fkey FOREIGN KEY (marketplace_id, seller_id, buyer_id) REFERENCES relationship(marketplace_id, seller_id, buyer_id);
alter table seller_mute add constraint seller_mute_marketplace_id_seller_id_buyer_id_fkey FOREIGN KEY (marketplace_id, seller_id, buyer_id) REFERENCES relationship(marketplace_id, seller_id, buyer_id);
alter table seller_user add constraint seller_user_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table seller_user add constraint seller_user_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table shipment add constraint shipment_marketplace_id_seller_id_order_id_fkey FOREIGN KEY (marketplace_id, seller_id, order_id) REFERENCES sales_order(marketplace_id, seller_id, id);
alter table shipment_item add constraint shipment_item_marketplace_id_seller_id_shipment_id_fkey FOREIGN KEY (marketplace_id, seller_id, shipment_id) REFERENCES shipment(marketplace_id, seller_id, id);
alter table sign_in_step add constraint sign_in_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table solicitation add constraint solicitation_marketplace_id_seller_id_message_id_fkey FOREIGN KEY (marketplace_id, seller_id, message_id) REFERENCES message(marketplace_id, seller_id, id) ON DELETE SET NULL (message_id);
alter table solicitation add constraint solicitation_marketplace_id_seller_id_order_id_fkey FOREIGN KEY (marketplace_id, seller_id, order_id) REFERENCES sales_order(marketplace_id, seller_id, id);
alter table statement_end add constraint statement_end_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statement_of_reasons(id);
alter table statement_of_reasons add constraint statement_of_reasons_marketplace_id_fkey FOREIGN KEY (marketplace_id) REFERENCES marketplace(id);
alter table statement_of_reasons add constraint statement_of_reasons_review_id_fkey FOREIGN KEY (review_id) REFERENCES review(id);
alter table statement_of_reasons add constraint statement_of_reasons_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);
alter table statement_of_reasons add constraint statement_of_reasons_step_id_fkey FOREIGN KEY (step_id) REFERENCES enforcement_step(id);
alter table suppression add constraint suppression_marketplace_id_seller_id_buyer_id_fkey FOREIGN KEY (marketplace_id, seller_id, buyer_id) REFERENCES relationship(marketplace_id, seller_id, buyer_id);
alter table web_session add constraint web_session_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES buyer(id);
alter table web_session add constraint web_session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table webhook_attempt add constraint webhook_attempt_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES webhook_delivery(id) ON DELETE CASCADE;
alter table webhook_delivery add constraint webhook_delivery_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoint(id) ON DELETE CASCADE;
alter table webhook_endpoint add constraint webhook_endpoint_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES seller(id);

CREATE TRIGGER audit_entry_is_final BEFORE DELETE OR UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_entry_is_kept BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE CONSTRAINT TRIGGER audit_entry_is_sealed AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal_audit_entry();

CREATE TRIGGER audit_seal_is_final BEFORE DELETE OR UPDATE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_seal_is_kept BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER statement_end_is_final BEFORE DELETE OR UPDATE ON statement_end FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER statement_end_is_kept BEFORE TRUNCATE ON statement_end FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER statement_is_final BEFORE DELETE OR UPDATE ON statement_of_reasons FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER statement_is_kept BEFORE TRUNCATE ON statement_of_reasons FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
