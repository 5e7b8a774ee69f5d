// Kysely's types of the tables. Written by scripts/write-schema.ts from the database: not to be edited.
import type { ColumnType } from 'kysely';

/** Written as bytes, read as a Buffer. */
type Bytes = ColumnType<Buffer, Uint8Array, Uint8Array>;
/** Written as JSON text, because pg takes an array for an array of PostgreSQL; read parsed, of no known shape. */
type Json = ColumnType<unknown, string, string>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** The database has a default. */
type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U>
    ? ColumnType<S, I | undefined, U>
    : ColumnType<T, T | undefined, T>;
/** The database alone writes it. */
type GeneratedAlways<T> = ColumnType<T, never, never>;

interface AccountLinkTable {
  id: string;
  kind: 'invitation' | 'reset';
  person_id: string;
  made_by: Json;
  made_at: Timestamp;
  ends_at: Timestamp;
  used_at: Timestamp | null;
  revoked_at: Timestamp | null;
}

interface AccountMailTable {
  id: string;
  person_id: string;
  kind: 'invitation' | 'reset' | 'changed' | 'signed-in';
  link_id: string | null;
  data: Json;
  state: 'queued' | 'handed_over' | 'failed';
  attempt_count: Generated<number>;
  next_attempt_at: Timestamp;
  created_at: Timestamp;
  settled_at: Timestamp | null;
  remote_answer: string | null;
  lease_token: string | null;
}

interface AccountUpdateBatchTable {
  seq: GeneratedAlways<number>;
  seller_id: string;
  at: Timestamp;
  expires_at: Timestamp;
  updates: Json;
}

interface AcknowledgementTable {
  marketplace_id: string;
  seller_id: string;
  order_id: string;
  dedup_key: Bytes;
  status: 'success' | 'failure';
  seller_order_id: string | null;
  items: Generated<Json>;
  feed_id: string | null;
  acknowledged_at: Timestamp;
}

interface AddressPermissionTable {
  seller_id: string;
  address_canonical: string;
  address: string;
  state: 'approved' | 'blocked' | 'pending';
  ever_decided: boolean;
  attempt_count: Generated<number>;
  first_attempt_at: Timestamp | null;
  last_attempt_at: Timestamp | null;
  changed_at: Generated<Timestamp>;
}

interface AdjustmentTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  order_id: string;
  dedup_key: Bytes;
  kind: 'refund' | 'cancel';
  amount_minor: number;
  currency: string;
  feed_id: string | null;
  adjusted_at: Timestamp;
}

interface AdjustmentItemTable {
  marketplace_id: string;
  seller_id: string;
  adjustment_id: string;
  position: number;
  order_id: string;
  item_code: string;
  reason: string;
  amount_minor: number;
  components: Json;
  quantity_cancelled: Generated<number>;
  seller_adjustment_id: string | null;
}

interface AliasTable {
  local_part: string;
  domain: string;
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  stands_for: 'buyer' | 'seller';
  created_at: Generated<Timestamp>;
  revoked_at: Timestamp | null;
}

interface AnswerLinkStopTable {
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  stopped_at: Timestamp;
}

interface ApiDocumentTable {
  id: string;
  purpose: 'message-file' | 'feed';
  application_id: string;
  seller_id: string;
  resource: string | null;
  content_md5: string | null;
  media_type: string;
  bytes: Bytes | null;
  filled_at: Timestamp | null;
  created_at: Timestamp;
  ends_at: Timestamp;
}

interface ApiTokenTable {
  id: string;
  token_hash: Bytes;
  owner_kind: 'seller' | 'buyer' | 'operator';
  owner_id: string | null;
  scopes: string[];
  label: string;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  revoked_at: Timestamp | null;
  last_used_at: Timestamp | null;
}

interface ApplicationTable {
  id: string;
  name: string;
  client_id: string;
  roles: string[];
  redirect_uris: string[];
  created_at: Timestamp;
  withdrawn_at: Timestamp | null;
}

interface ApplicationGrantTable {
  application_id: string;
  seller_id: string;
  roles: string[];
  granted_by: Json;
  granted_at: Timestamp;
  withdrawn_at: Timestamp | null;
}

interface ApplicationSecretTable {
  secret_hash: Bytes;
  application_id: string;
  created_at: Timestamp;
  ends_at: Timestamp | null;
}

interface ApplicationTokenTable {
  token_hash: Bytes;
  kind: 'code' | 'refresh' | 'access' | 'restricted';
  application_id: string;
  seller_id: string | null;
  scopes: Generated<string[]>;
  redirect_uri: string | null;
  resources: Json | null;
  created_at: Timestamp;
  ends_at: Timestamp | null;
  used_at: Timestamp | null;
}

interface AuditEntryTable {
  id: string;
  at: Timestamp;
  seller_id: string | null;
  actor: Json;
  action: string;
  subject: string;
  from_state: string | null;
  to_state: string | null;
}

interface AuditSealTable {
  place: number;
  entry_id: string;
  seal: Bytes;
}

interface BreachTable {
  id: string;
  marketplace_id: string;
  seller_id: string;
  cause: 'refused-on-review' | 'blocked' | 'conduct' | 'critical-misuse';
  rule: string | null;
  message_id: string | null;
  review_id: string | null;
  at: Timestamp;
  withdrawn_at: Timestamp | null;
}

interface BuyerTable {
  id: string;
  name: string;
  language: string;
  address: string;
  address_canonical: string;
  phone: string | null;
  address_state: Generated<'working' | 'failing'>;
  created_at: Generated<Timestamp>;
  shop_id: string | null;
  language_chosen_at: Timestamp | null;
  erased_at: Timestamp | null;
}

interface BuyerPreferenceTable {
  marketplace_id: string;
  buyer_id: string;
  declines: boolean;
  changed_at: Timestamp;
}

interface BuyerPreferenceChangeTable {
  id: string;
  marketplace_id: string | null;
  buyer_id: string;
  seller_id: string | null;
  declines: boolean | null;
  actor: Json;
  at: Timestamp;
  language: string | null;
}

interface CancellationWishTable {
  marketplace_id: string;
  seller_id: string;
  order_id: string;
  wished_at: Timestamp;
  wished_by: Json;
}

interface ClockCorrectionTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  message_id: string;
  outcome: 'in-time' | 'excluded' | 'unchanged';
  reason: string;
  corrected_by: Json;
  corrected_at: Timestamp;
}

interface ClockDisputeTable {
  marketplace_id: string;
  seller_id: string;
  message_id: string;
  reason: string;
  disputed_by: Json;
  disputed_at: Timestamp;
  outcome: 'in-time' | 'excluded' | 'unchanged' | null;
  decided_at: Timestamp | null;
}

interface ClockMarkTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  conversation_id: string;
  marked_at: Timestamp;
  marked_by: Json;
  undone_at: Timestamp | null;
  undone_by: Json | null;
}

interface ConversationTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  buyer_id: string;
  order_id: string | null;
  is_primary: Generated<boolean>;
  subject: string;
  opened_at: Timestamp;
  last_message_at: Timestamp;
  last_author: 'buyer' | 'seller' | 'marketplace';
  preview: Generated<string>;
  message_count: Generated<number>;
  unread_buyer: Generated<number>;
  unread_seller: Generated<number>;
  blocked_at: Timestamp | null;
  asked_at: Timestamp | null;
  answered_at: Timestamp | null;
  waiting_since: GeneratedAlways<Timestamp | null>;
  merged_into: string | null;
  assignee_id: string | null;
  resolved_at: Timestamp | null;
  kept_unread: Generated<boolean>;
}

interface ConversationNoteTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  conversation_id: string;
  body: string;
  mentions: Generated<string[]>;
  written_by: Json;
  written_at: Timestamp;
  removed_at: Timestamp | null;
}

interface DeliveryTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  message_id: string | null;
  notice: Json | null;
  recipient: 'buyer' | 'seller';
  buyer_id: string | null;
  recipient_address: string | null;
  rfc_message_id: string;
  state: 'queued' | 'handed_over' | 'refused' | 'expired' | 'cancelled';
  attempt_count: Generated<number>;
  next_attempt_at: Timestamp;
  lease_token: string | null;
  expires_at: Timestamp;
  delay_noticed_at: Timestamp | null;
  remote_host: string | null;
  remote_code: number | null;
  remote_enhanced: string | null;
  remote_answer: string | null;
  failure: 'hard' | 'soft' | null;
  handed_over_at: Timestamp | null;
  created_at: Timestamp;
  settled_at: Timestamp | null;
}

interface DeliveryAttemptTable {
  marketplace_id: string;
  seller_id: string;
  delivery_id: string;
  attempt_no: number;
  at: Timestamp;
  outcome: string;
  remote_host: string | null;
  remote_code: number | null;
  remote_enhanced: string | null;
  remote_answer: string | null;
}

interface DkimKeyTable {
  domain: string;
  selector: string;
  algorithm: 'rsa-sha256' | 'ed25519-sha256';
  public_key: string;
  private_key_sealed: Bytes;
  sealed_by: string;
  created_at: Generated<Timestamp>;
  retired_at: Timestamp | null;
}

interface DraftTable {
  marketplace_id: string;
  seller_id: string;
  conversation_id: string;
  holder_id: string;
  body: string;
  version: number;
  changed_at: Timestamp;
}

interface EnforcementStepTable {
  id: string;
  marketplace_id: string;
  seller_id: string;
  kind: 'warned' | 'templates-only' | 'messaging-suspended' | 'selling-suspended';
  automatic: boolean;
  breach_ids: Generated<string[]>;
  needed: number | null;
  decided_by: Json;
  decided_at: Timestamp;
  begins_at: Timestamp;
  ends_at: Timestamp | null;
  lifted_at: Timestamp | null;
  lifted_by: Json | null;
}

interface EventTable {
  seq: GeneratedAlways<number>;
  xid: Generated<string>;
  at: Timestamp;
  kind: string;
  marketplace_id: string | null;
  seller_id: string | null;
  buyer_id: string | null;
  conversation_id: string | null;
  message_id: string | null;
  delivery_id: string | null;
  data: Generated<Json>;
}

interface FeedTable {
  seller_id: string;
  id: string;
  type: 'order-fulfilment' | 'order-adjustment' | 'order-acknowledgement';
  format: 'xml' | 'json';
  marketplace_ids: string[];
  state: 'in_progress' | 'done' | 'fatal';
  submitted_by: Json;
  submitted_at: Timestamp;
  touched_at: Timestamp;
  finished_at: Timestamp | null;
  processed: Generated<number>;
  successful: Generated<number>;
  with_error: Generated<number>;
  with_warning: Generated<number>;
  fault: Json | null;
}

interface FeedRequestTable {
  id: string;
  seller_id: string;
  application_id: string;
  type: 'order-fulfilment' | 'order-adjustment' | 'order-acknowledgement';
  marketplace_ids: string[];
  document_id: string;
  state: 'in_queue' | 'in_progress' | 'done' | 'fatal' | 'cancelled';
  created_at: Timestamp;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  lease_until: Timestamp | null;
  feed_id: string | null;
  report_id: string | null;
}

interface FeedResultTable {
  seller_id: string;
  feed_id: string;
  position: number;
  line: number;
  message_id: string | null;
  result: 'taken' | 'unchanged' | 'refused';
  order_name: string | null;
  faults: Generated<Json>;
}

interface FileFactsTable {
  sha256: Bytes;
  reader: number;
  facts: string;
  kept_at: Timestamp;
}

interface FileInspectionTable {
  marketplace_id: string;
  seller_id: string;
  message_id: string;
  in_reply_to: string[];
  refers_to: string[];
  attempt_count: Generated<number>;
  next_attempt_at: Timestamp;
  lease_token: string | null;
  created_at: Timestamp;
}

interface HandOffKeyTable {
  marketplace_id: string;
  id: string;
  algorithm: 'EdDSA' | 'ES256' | 'RS256' | 'PS256';
  public_key: string;
  shop_origin: string | null;
  created_at: Timestamp;
  retired_at: Timestamp | null;
}

interface HandOffUsedTable {
  marketplace_id: string;
  token_id: string;
  ends_at: Timestamp;
}

interface InboxViewTable {
  holder_id: string;
  id: string;
  name: string;
  query: string;
  made_at: Timestamp;
}

interface MailDomainTable {
  domain: string;
  marketplace_id: string;
  purpose: 'alias' | 'bounce' | 'notice';
  created_at: Generated<Timestamp>;
}

interface MailIdentityTable {
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  holder: 'buyer' | 'seller';
  rfc_id: string;
  message_id: string;
}

interface MarketplaceTable {
  id: string;
  name: string;
  country: string;
  languages: string[];
  time_zone: string;
  alias_domain: string;
  bounce_domain: string;
  notice_domain: string;
  created_at: Generated<Timestamp>;
  pack: string | null;
  originals_kept_days: Generated<number>;
  api_id: string | null;
}

interface MessageTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  buyer_id: string;
  conversation_id: string;
  author: 'buyer' | 'seller' | 'marketplace';
  author_label: string;
  author_address: string | null;
  door: 'mail' | 'web' | 'api' | 'system';
  state: 'held' | 'refused' | 'accepted';
  automatic: 'absence-note' | 'automatic' | null;
  subject: string;
  body_text: string;
  body_html: string | null;
  quoted_text: string | null;
  cut: 'none' | 'exact' | 'unsure';
  language: string | null;
  contact_reason: string | null;
  answers_id: string | null;
  verdict: Json;
  notes: Generated<Json>;
  authentication: Json | null;
  dedup_key: Bytes;
  received_at: Timestamp;
  read_by_recipient_at: Timestamp | null;
  thread_position: 'answers-buyer' | 'filed' | 'new' | null;
  criticality: 'critical' | 'permitted' | 'solicitation' | null;
  critical_claim: 'word' | 'fixed-subject' | 'reason' | null;
  claim_misused: Generated<boolean>;
  yields_from: Timestamp | null;
  is_thanks: Generated<boolean>;
  released_at: Timestamp | null;
  held_until: Timestamp | null;
  written_by: Json | null;
  erased_at: Timestamp | null;
}

interface MessageFileTable {
  marketplace_id: string;
  seller_id: string;
  message_id: string;
  position: number;
  name: string;
  media_type: string;
  content_id: string | null;
  sha256: Bytes;
  bytes: Bytes;
}

interface MessageSearchTable {
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  conversation_id: string;
  message_id: string;
  received_at: Timestamp;
  words: string;
}

interface MessageSourceTable {
  marketplace_id: string;
  seller_id: string;
  message_id: string;
  sealed: Bytes;
  sealed_by: string;
  received_at: Timestamp;
}

interface MessageTemplateTable {
  seller_id: string;
  id: string;
  name: string;
  contact_reason: string | null;
  texts: Json;
  version: number;
  changed_by: Json;
  changed_at: Timestamp;
}

interface NoticeSentTable {
  recipient_canonical: string;
  kind: string;
  day: string;
}

interface ObjectionTable {
  statement_id: string;
  body: string;
  objected_by: Json;
  objected_at: Timestamp;
  outcome: 'upheld' | 'reversed' | null;
  reasons: string | null;
  answer: string | null;
  decided_by: Json | null;
  decided_at: Timestamp | null;
  nobody_else: Generated<boolean>;
}

interface OpenidIdentityTable {
  issuer: string;
  subject: string;
  person_id: string;
  linked_at: Timestamp;
  last_used_at: Timestamp;
}

interface OperatorUserTable {
  id: string;
  person_id: string;
  role: 'administrator' | 'moderator' | 'support';
  created_at: Timestamp;
  ended_at: Timestamp | null;
}

interface OrderLineTable {
  marketplace_id: string;
  seller_id: string;
  order_id: string;
  line_no: number;
  product_id: string;
  title: string;
  quantity: number;
  amount_minor: number;
  currency: string;
  item_code: string | null;
}

interface OrderReturnTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  order_id: string;
  status: 'requested' | 'authorised' | 'received' | 'refunded' | 'closed';
  reason: string | null;
  opened_at: Timestamp;
  closed_at: Timestamp | null;
}

interface PasskeyTable {
  id: Bytes;
  person_id: string;
  name: string;
  public_key: Bytes;
  sign_count: number;
  transports: string[];
  backed_up: boolean;
  created_at: Timestamp;
  last_used_at: Timestamp | null;
}

interface PersonTable {
  id: string;
  address: string;
  address_canonical: string;
  name: string;
  language: string;
  password: string | null;
  totp_sealed: Bytes | null;
  totp_sealed_by: string | null;
  totp_confirmed_at: Timestamp | null;
  totp_last_step: number | null;
  factor_misses: Generated<number>;
  created_at: Timestamp;
  deactivated_at: Timestamp | null;
}

interface PresenceTable {
  conversation_id: string;
  holder_id: string;
  seller_id: string;
  name: string;
  is_writing: boolean;
  seen_at: Timestamp;
}

interface ProductTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  title: string;
  categories: Generated<string[]>;
  pictures: Generated<string[]>;
  updated_at: Generated<Timestamp>;
}

interface RecoveryCodeTable {
  person_id: string;
  code_hash: Bytes;
  used_at: Timestamp | null;
}

interface RelationshipTable {
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  created_at: Generated<Timestamp>;
}

interface RepeatableRequestTable {
  asker: string;
  key_hash: Bytes;
  request_hash: Bytes;
  begun_at: Timestamp;
  status: number | null;
  answer: string | null;
}

interface ReportTable {
  id: string;
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  conversation_id: string;
  message_id: string | null;
  reporter: 'buyer' | 'seller';
  reason: string;
  body: string;
  reported_at: Timestamp;
  review_id: string;
}

interface ReviewTable {
  id: string;
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  conversation_id: string;
  message_id: string | null;
  kind: 'held' | 'reported' | 'conduct' | 'discretion';
  about: 'buyer' | 'seller';
  state: 'open' | 'decided' | 'settled';
  opened_at: Timestamp;
  claimed_by: Json | null;
  claimed_until: Timestamp | null;
  decision: 'permit' | 'amend' | 'refuse' | 'dismiss' | 'block' | 'uphold' | null;
  decided_by: Json | null;
  decided_at: Timestamp | null;
  undo_until: Timestamp | null;
  note: string | null;
  before: Json | null;
  reminded_at: Timestamp | null;
}

interface SalesOrderTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  buyer_id: string;
  status: 'pending' | 'unshipped' | 'partially_shipped' | 'shipped' | 'cancelled' | 'unfulfillable';
  fulfilment: 'seller' | 'marketplace';
  placed_at: Timestamp;
  earliest_delivery_at: Timestamp | null;
  latest_delivery_at: Timestamp | null;
  completed_at: Timestamp | null;
  updated_at: Generated<Timestamp>;
}

interface SchemaMigrationTable {
  name: string;
  checksum: string;
  applied_at: Generated<Timestamp>;
}

interface SearchProgressTable {
  one: Generated<boolean>;
  xid: string;
  seq: number;
}

interface SellerTable {
  id: string;
  name: string;
  language: string;
  message_address: string | null;
  address_state: Generated<'working' | 'failing'>;
  created_at: Generated<Timestamp>;
  shop_id: string | null;
}

interface SellerMuteTable {
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  muted_at: Timestamp;
}

interface SellerUserTable {
  seller_id: string;
  id: string;
  name: string;
  address: string;
  language: string;
  role: 'owner' | 'agent' | 'reader';
  created_at: Generated<Timestamp>;
  person_id: string | null;
  ended_at: Timestamp | null;
}

interface ShipmentTable {
  marketplace_id: string;
  seller_id: string;
  id: string;
  order_id: string;
  dedup_key: Bytes;
  seller_shipment_id: string | null;
  carrier: string | null;
  carrier_as_given: string | null;
  method_as_given: string | null;
  tracking_number: string | null;
  shipped_at: Timestamp;
  feed_id: string | null;
  confirmed_at: Timestamp;
}

interface ShipmentItemTable {
  marketplace_id: string;
  seller_id: string;
  shipment_id: string;
  item_code: string;
  quantity: number;
}

interface SignInStepTable {
  secret_hash: Bytes;
  kind: 'second-factor' | 'factor-setup' | 'passkey' | 'openid' | 'passkey-registration';
  person_id: string | null;
  data: Json;
  misses: Generated<number>;
  ends_at: Timestamp;
}

interface SolicitationTable {
  marketplace_id: string;
  seller_id: string;
  order_id: string;
  door: 'mail' | 'web' | 'api';
  asked_by: Json;
  asked_at: Timestamp;
  message_id: string | null;
}

interface StatementEndTable {
  statement_id: string;
  cause: 'undone' | 'reversed' | 'lifted';
  at: Timestamp;
}

interface StatementOfReasonsTable {
  id: string;
  marketplace_id: string;
  seller_id: string;
  buyer_id: string | null;
  addressee: 'buyer' | 'seller';
  step_id: string | null;
  review_id: string | null;
  message_id: string | null;
  language: string;
  subject: string;
  body: string;
  facts: Json;
  decided_by: Json;
  automatic: boolean;
  issued_at: Timestamp;
  told_at: Timestamp;
  object_until: Timestamp;
}

interface SuppressionTable {
  marketplace_id: string;
  seller_id: string;
  buyer_id: string;
  source: 'hand' | 'import' | 'opt-out' | 'flag';
  added_by: Json;
  added_at: Timestamp;
}

interface WebSessionTable {
  id: string;
  secret_hash: Bytes;
  person_id: string | null;
  seat_id: string | null;
  buyer_id: string | null;
  marketplace_id: string | null;
  seller_id: string | null;
  link_made_at: Timestamp | null;
  proof:
    | 'password'
    | 'password+code'
    | 'password+recovery-code'
    | 'password+passkey'
    | 'passkey'
    | 'openid'
    | 'invitation'
    | 'hand-off'
    | 'mail-link'
    | 'demo';
  device: string;
  began_at: Timestamp;
  seen_at: Timestamp;
  idle_seconds: number;
  idle_ends_at: Timestamp;
  ends_at: Timestamp;
  ended_at: Timestamp | null;
  end_cause: 'signed-out' | 'ended' | 'replaced' | 'password-changed' | 'deactivated' | 'link-stopped' | null;
  conversation_id: string | null;
}

interface WebhookAttemptTable {
  delivery_id: string;
  attempt_no: number;
  at: Timestamp;
  duration_ms: number;
  status: number | null;
  failure: string | null;
}

interface WebhookDeliveryTable {
  seq: GeneratedAlways<number>;
  id: string;
  endpoint_id: string;
  event_seq: number;
  event_type: string;
  payload: string;
  order_key: string;
  cause: 'event' | 'replay' | 'redelivery';
  state: 'queued' | 'delivered' | 'failed' | 'cancelled';
  attempt_count: Generated<number>;
  next_attempt_at: Timestamp;
  lease_token: string | null;
  created_at: Timestamp;
  expires_at: Timestamp;
  settled_at: Timestamp | null;
}

interface WebhookEndpointTable {
  id: string;
  seller_id: string | null;
  url: string;
  types: string[];
  description: string;
  secret: Bytes;
  sealed_by: string;
  old_secret: Bytes | null;
  old_sealed_by: string | null;
  old_secret_until: Timestamp | null;
  version: Generated<number>;
  created_at: Timestamp;
  failing_since: Timestamp | null;
  disabled_at: Timestamp | null;
  disabled_because: 'owner' | 'failing' | 'gone' | null;
  replay_xid: string | null;
  replay_seq: number | null;
  replay_until_xid: string | null;
  replay_until_seq: number | null;
}

interface WebhookFanOutTable {
  only_row: Generated<boolean>;
  xid: string;
  seq: number;
}

export interface DB {
  account_link: AccountLinkTable;
  account_mail: AccountMailTable;
  account_update_batch: AccountUpdateBatchTable;
  acknowledgement: AcknowledgementTable;
  address_permission: AddressPermissionTable;
  adjustment: AdjustmentTable;
  adjustment_item: AdjustmentItemTable;
  alias: AliasTable;
  answer_link_stop: AnswerLinkStopTable;
  api_document: ApiDocumentTable;
  api_token: ApiTokenTable;
  application: ApplicationTable;
  application_grant: ApplicationGrantTable;
  application_secret: ApplicationSecretTable;
  application_token: ApplicationTokenTable;
  audit_entry: AuditEntryTable;
  audit_seal: AuditSealTable;
  breach: BreachTable;
  buyer: BuyerTable;
  buyer_preference: BuyerPreferenceTable;
  buyer_preference_change: BuyerPreferenceChangeTable;
  cancellation_wish: CancellationWishTable;
  clock_correction: ClockCorrectionTable;
  clock_dispute: ClockDisputeTable;
  clock_mark: ClockMarkTable;
  conversation: ConversationTable;
  conversation_note: ConversationNoteTable;
  delivery: DeliveryTable;
  delivery_attempt: DeliveryAttemptTable;
  dkim_key: DkimKeyTable;
  draft: DraftTable;
  enforcement_step: EnforcementStepTable;
  event: EventTable;
  feed: FeedTable;
  feed_request: FeedRequestTable;
  feed_result: FeedResultTable;
  file_facts: FileFactsTable;
  file_inspection: FileInspectionTable;
  hand_off_key: HandOffKeyTable;
  hand_off_used: HandOffUsedTable;
  inbox_view: InboxViewTable;
  mail_domain: MailDomainTable;
  mail_identity: MailIdentityTable;
  marketplace: MarketplaceTable;
  message: MessageTable;
  message_file: MessageFileTable;
  message_search: MessageSearchTable;
  message_source: MessageSourceTable;
  message_template: MessageTemplateTable;
  notice_sent: NoticeSentTable;
  objection: ObjectionTable;
  openid_identity: OpenidIdentityTable;
  operator_user: OperatorUserTable;
  order_line: OrderLineTable;
  order_return: OrderReturnTable;
  passkey: PasskeyTable;
  person: PersonTable;
  presence: PresenceTable;
  product: ProductTable;
  recovery_code: RecoveryCodeTable;
  relationship: RelationshipTable;
  repeatable_request: RepeatableRequestTable;
  report: ReportTable;
  review: ReviewTable;
  sales_order: SalesOrderTable;
  schema_migration: SchemaMigrationTable;
  search_progress: SearchProgressTable;
  seller: SellerTable;
  seller_mute: SellerMuteTable;
  seller_user: SellerUserTable;
  shipment: ShipmentTable;
  shipment_item: ShipmentItemTable;
  sign_in_step: SignInStepTable;
  solicitation: SolicitationTable;
  statement_end: StatementEndTable;
  statement_of_reasons: StatementOfReasonsTable;
  suppression: SuppressionTable;
  web_session: WebSessionTable;
  webhook_attempt: WebhookAttemptTable;
  webhook_delivery: WebhookDeliveryTable;
  webhook_endpoint: WebhookEndpointTable;
  webhook_fan_out: WebhookFanOutTable;
}
