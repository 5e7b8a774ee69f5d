// Made by scripts/write-client.ts of the API’s description. Don’t edit.

export type Actor = { readonly kind: string; readonly id: string | null; readonly label: string | null };
export type Application = { readonly id: string; readonly name: string; readonly clientId: string; readonly roles: readonly ("Buyer Communication" | "Buyer Solicitation" | "Product Listing" | "Inventory and Order Tracking" | "Direct-to-Consumer Delivery" | "Selling Partner Insights")[]; readonly redirectUris: readonly (string)[]; readonly createdAt: string; readonly withdrawnAt: string | null };
export type AuditEntry = { readonly id: string; readonly at: string; readonly sellerId: string | null; readonly actor: Actor; readonly action: string; readonly subject: string; readonly from: string | null; readonly to: string | null };
export type ContactReason = { readonly id: string; readonly name: string; readonly kind: string; readonly offered: boolean; readonly obstacles: readonly ({ readonly code: string; readonly sentence: string })[]; readonly optOut: { readonly passes: boolean; readonly stops: boolean }; readonly subject: string; readonly language: string; readonly inputs: readonly ({ readonly id: string })[]; readonly attachments: readonly (unknown)[] };
export type Conversation = { readonly id: string; readonly marketplace: string; readonly orderId: string | null; readonly subject: string; readonly seller: { readonly id: string; readonly name: string }; readonly buyer: { readonly id: string | null; readonly name: string }; readonly writeTo: string | null; readonly openedAt: string; readonly lastMessageAt: string; readonly lastAuthor: "buyer" | "seller" | "marketplace"; readonly preview: string; readonly messageCount: number; readonly unreadCount: number | null; readonly waitingSince: string | null; readonly answerDueAt: string | null; readonly refundDueSince: string | null };
export type Delivery = { readonly id: string; readonly marketplaceId: string; readonly sellerId: string; readonly messageId: string | null; readonly notice: string | null; readonly recipient: "buyer" | "seller"; readonly state: "queued" | "handed_over" | "refused" | "expired" | "cancelled"; readonly onItsWay: boolean; readonly attemptCount: number; readonly createdAt: string; readonly nextAttemptAt: string | null; readonly expiresAt: string; readonly settledAt: string | null; readonly remoteHost: string | null; readonly remoteCode: number | null; readonly remoteEnhanced: string | null; readonly remoteAnswer: string | null; readonly attempts?: readonly ({ readonly attemptNo: number; readonly at: string; readonly outcome: string })[] };
export type Duty = { readonly kind: string; readonly marketplace: string; readonly orderId: string; readonly returnId: string | null; readonly since: string; readonly dueBefore: string; readonly isOverdue: boolean };
export type Event = { readonly id: string; readonly cursor: string; readonly type: "message.accepted" | "message.held" | "message.refused" | "message.read" | "message.moved" | "conversation.blocked" | "conversation.unblocked" | "conversation.no-answer-needed" | "conversation.answer-needed" | "conversation.assigned" | "conversation.resolved" | "conversation.reopened" | "conversation.marked-unread" | "conversation.noted" | "clock.disputed" | "clock.corrected" | "order.created" | "order.updated" | "order.acknowledged" | "order.shipped" | "order.adjusted" | "order.cancellation-wished" | "delivery.handed-over" | "delivery.deferred" | "delivery.refused" | "delivery.expired" | "delivery.cancelled" | "delivery.retried" | "delivery.bounced" | "delivery.delayed" | "delivery.complained" | "review.due-soon" | "enforcement.step-taken" | "enforcement.step-lifted" | "webhook.disabled"; readonly at: string; readonly marketplace: string | null; readonly seller: string | null; readonly buyer: string | null; readonly conversation: string | null; readonly message: string | null; readonly delivery: string | null; readonly data: Readonly<Record<string, unknown>> };
export type Feed = { readonly id: string; readonly seller: string; readonly type: string; readonly format: "xml" | "json"; readonly marketplaces: readonly (string)[]; readonly state: "in-progress" | "interrupted" | "done" | "fatal"; readonly submittedAt: string; readonly finishedAt: string | null; readonly processed: number; readonly successful: number; readonly withError: number; readonly withWarning: number; readonly fault: { readonly code: string; readonly line: number; readonly column: number | null; readonly sentence: string } | null };
export type FeedLine = { readonly position: number; readonly line: number; readonly messageId: string | null; readonly result: "taken" | "unchanged" | "refused"; readonly orderName: string | null; readonly faults: readonly ({ readonly code: string; readonly sentence: string })[] };
export type Finding = { readonly rule: string; readonly clause: string; readonly effect: "warn" | "amend" | "hold" | "refuse"; readonly certainty: "sure" | "likely" | "review"; readonly where: readonly ({ readonly part: "subject" | "text" | "html" | "attachment" | "image"; readonly index?: number; readonly start?: number; readonly end?: number })[]; readonly quote: string; readonly text: string; readonly guideline: { readonly name: string; readonly norm: string; readonly mend: string } | null; readonly language?: string; readonly marketplaces?: readonly (string)[] };
export type Grant = { readonly applicationId: string; readonly name: string; readonly grantedAt: string };
export type Member = { readonly id: string; readonly personId: string; readonly name: string; readonly address: string; readonly role: "owner" | "agent" | "reader" | "administrator" | "moderator" | "support"; readonly state: "active" | "invited" | "deactivated"; readonly addedAt: string; readonly lastSeenAt: string | null };
export type Message = { readonly id: string; readonly conversationId: string; readonly author: "buyer" | "seller" | "marketplace"; readonly authorName: string; readonly mine: boolean; readonly state: string | null; readonly automatic: "absence-note" | "automatic" | null; readonly subject: string; readonly text: string; readonly hasHtml: boolean; readonly language: string | null; readonly contactReason: string | null; readonly answersId: string | null; readonly receivedAt: string; readonly notes: readonly ({ readonly code: string; readonly detail?: string; readonly text: string })[]; readonly reasons: readonly ({ readonly code: string; readonly detail?: string; readonly text: string })[]; readonly findings: readonly ({ readonly rule: string; readonly text: string })[]; readonly files: readonly ({ readonly position: number; readonly name: string; readonly mediaType: string; readonly byteCount: number })[]; readonly verdict?: unknown; readonly authentication?: unknown };
export type Order = { readonly marketplace: string; readonly id: string; readonly status: string; readonly fulfilment: string; readonly seller: { readonly id: string; readonly name: string }; readonly buyer: { readonly id: string | null; readonly name: string }; readonly writeTo: string | null; readonly placedAt: string; readonly earliestDeliveryAt: string | null; readonly latestDeliveryAt: string | null; readonly completedAt: string | null; readonly lines: readonly ({ readonly item: string; readonly product: string; readonly title: string; readonly quantity: number; readonly amountMinor: number; readonly currency: string })[]; readonly returns: readonly ({ readonly id: string; readonly status: string })[] };
export type Permission = { readonly address: string; readonly state: "approved" | "blocked" | "pending"; readonly everDecided: boolean; readonly attemptCount: number; readonly firstAttemptAt: string | null; readonly lastAttemptAt: string | null; readonly changedAt: string | null };
export type PreferenceChange = { readonly id: string; readonly at: string; readonly marketplace: string | null; readonly seller: { readonly id: string; readonly name: string } | null; readonly declines: boolean | null; readonly language: string | null; readonly by: { readonly kind: string; readonly label: string | null } };
export type Preferences = { readonly language: string; readonly languageChosen: boolean; readonly languages: readonly (string)[]; readonly marketplaces: readonly ({ readonly marketplace: string; readonly name: string; readonly declines: boolean; readonly since: string | null; readonly muted: readonly (Readonly<Record<string, unknown>>)[]; readonly stillComes: { readonly answers: boolean; readonly reasons: readonly ({ readonly id: string; readonly name: string })[]; readonly categories: readonly (string)[]; readonly inForceFrom: string | null } })[] };
export type Preview = { readonly subject: string; readonly text: string; readonly verdict?: "permit" | "amend" | "hold" | "refuse"; readonly ruleset?: string | null; readonly reasons?: readonly ({ readonly code: string; readonly text: string })[]; readonly findings?: readonly (Finding)[]; readonly obstacles: readonly ({ readonly code: string; readonly sentence: string })[]; readonly optOut: { readonly passes: boolean; readonly stops: boolean } };
export type Problem = { readonly type: string; readonly title: string; readonly status: number; readonly detail: string; readonly errors?: readonly ({ readonly field: string; readonly reason: string })[] };
export type Review = { readonly id: string; readonly marketplace: string; readonly seller: string; readonly buyer: string; readonly conversationId: string; readonly messageId: string | null; readonly kind: string; readonly about: "buyer" | "seller"; readonly openedAt: string; readonly answerBy: string | null; readonly state: { readonly kind: "open" | "decided" | "settled" }; readonly note: string | null; readonly names: { readonly seller: string; readonly buyer: string } | null; readonly decisions: readonly (string)[]; readonly isMine: boolean };
export type ReviewWithMessage = { readonly id: string; readonly marketplace: string; readonly seller: string; readonly buyer: string; readonly conversationId: string; readonly messageId: string | null; readonly kind: string; readonly about: "buyer" | "seller"; readonly openedAt: string; readonly answerBy: string | null; readonly state: { readonly kind: "open" | "decided" | "settled" }; readonly note: string | null; readonly names: { readonly seller: string; readonly buyer: string } | null; readonly decisions: readonly (string)[]; readonly isMine: boolean; readonly reports: readonly ({ readonly id: string; readonly messageId: string | null; readonly reporter: string; readonly reason: string; readonly text: string; readonly at: string })[]; readonly message: Message | null };
export type Statement = { readonly id: string; readonly marketplaceId: string; readonly sellerId: string; readonly buyerId: string | null; readonly addressee: "buyer" | "seller"; readonly stepId: string | null; readonly messageId: string | null; readonly language: string; readonly subject: string; readonly text: string; readonly automatic: boolean; readonly issuedAt: string; readonly toldAt: string; readonly objectUntil: string; readonly ended: { readonly cause: string; readonly at: string } | null; readonly objection: { readonly text: string; readonly objectedAt: string; readonly outcome: "upheld" | "reversed" | null; readonly answer: string | null; readonly decidedAt: string | null } | null; readonly reviewId?: string | null; readonly facts?: Readonly<Record<string, unknown>>; readonly decidedBy?: Actor };
export type Step = { readonly id: string; readonly marketplace: string; readonly kind: string; readonly automatic: boolean; readonly beginsAt: string; readonly endsAt: string | null; readonly liftedAt: string | null };
export type Suppression = { readonly marketplace: string; readonly buyer: { readonly id: string | null; readonly name: string }; readonly address: string | null; readonly source: string; readonly addedAt: string };
export type Template = { readonly id: string; readonly name: string; readonly contactReason: string | null; readonly texts: Readonly<Record<string, string>>; readonly version: number; readonly changedAt: string; readonly changedBy: { readonly kind?: string; readonly label?: string }; readonly findings?: readonly (Finding)[] };
export type Webhook = { readonly id: string; readonly seller: string | null; readonly url: string; readonly types: readonly ("message.accepted" | "message.held" | "message.refused" | "message.read" | "message.moved" | "conversation.blocked" | "conversation.unblocked" | "conversation.no-answer-needed" | "conversation.answer-needed" | "conversation.assigned" | "conversation.resolved" | "conversation.reopened" | "conversation.marked-unread" | "conversation.noted" | "clock.disputed" | "clock.corrected" | "order.created" | "order.updated" | "order.acknowledged" | "order.shipped" | "order.adjusted" | "order.cancellation-wished" | "delivery.handed-over" | "delivery.deferred" | "delivery.refused" | "delivery.expired" | "delivery.cancelled" | "delivery.retried" | "delivery.bounced" | "delivery.delayed" | "delivery.complained" | "review.due-soon" | "enforcement.step-taken" | "enforcement.step-lifted" | "webhook.disabled")[]; readonly description: string; readonly version: number; readonly createdAt: string; readonly failingSince: string | null; readonly disabledAt: string | null; readonly disabledBecause: "owner" | "failing" | "gone" | null; readonly replays: boolean };
export type WebhookDelivery = { readonly id: string; readonly event: string; readonly type: string; readonly cause: "event" | "replay" | "redelivery"; readonly state: "queued" | "delivered" | "failed" | "cancelled"; readonly attemptCount: number; readonly nextAttemptAt: string | null; readonly createdAt: string; readonly settledAt: string | null; readonly lastStatus: number | null; readonly lastFailure: string | null };
export type WrittenMessage = { readonly result: "taken" | "taken-before"; readonly message: { readonly id: string; readonly conversationId: string; readonly state: "accepted" | "held" | "refused"; readonly verdict?: "permit" | "amend" | "hold" | "refuse"; readonly ruleset?: string | null; readonly reasons?: readonly ({ readonly code: string; readonly text: string })[]; readonly findings?: readonly (Finding)[] } };

export interface Endpoints {
  /** Assigns, resolves, marks many conversations at once. */
  'POST /api/v1/conversations/changes': { given: { readonly body: { readonly conversations: readonly (string)[]; readonly change: "assign" | "resolve" | "reopen" | "mark-unread" | "mark-read" | "no-answer-needed" | "answer-needed"; readonly assignee?: "me" | string | null } }; answer: { readonly changed: unknown } };
  /** What a seller’s people wrote for each other. */
  'GET /api/v1/conversations/:id/notes': { given: { readonly path: { readonly id: string } }; answer: { readonly items: readonly ({ readonly id: string })[] } };
  /** Writes a note for colleagues. */
  'POST /api/v1/conversations/:id/notes': { given: { readonly path: { readonly id: string }; readonly body: { readonly text: string; readonly mentions?: readonly (string)[] } }; answer: { readonly id: string } };
  /** Takes a note back. */
  'DELETE /api/v1/conversations/:id/notes/:note': { given: { readonly path: { readonly id: string; readonly note: string } }; answer: { readonly result: "removed" } };
  /** Says that somebody looks at a conversation, or writes. */
  'PUT /api/v1/conversations/:id/presence': { given: { readonly path: { readonly id: string }; readonly body: { readonly writing: boolean } }; answer: { readonly result: "noted" } };
  /** The draft of the next message, with its ETag. */
  'GET /api/v1/conversations/:id/draft': { given: { readonly path: { readonly id: string } }; answer: { readonly text: string } };
  /** Keeps the draft. */
  'PUT /api/v1/conversations/:id/draft': { given: { readonly path: { readonly id: string }; readonly body: { readonly text: string }; readonly ifMatch: string }; answer: Readonly<Record<string, unknown>> };
  /** Kept views of the inbox. */
  'GET /api/v1/inbox-views': { given: {}; answer: { readonly items: readonly ({ readonly id: string })[] } };
  /** Keeps a view. */
  'POST /api/v1/inbox-views': { given: { readonly body: { readonly name: string; readonly query: string } }; answer: { readonly id: string } };
  /** Removes it. */
  'DELETE /api/v1/inbox-views/:id': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "removed" } };
  /** How long the buyer waits, and why: the trace of the response clock. */
  'GET /api/v1/conversations/:id/clock': { given: { readonly path: { readonly id: string } }; answer: { readonly conversationId: string; readonly marketplace: string; readonly waitingSince: string | null; readonly answerDueAt: string | null; readonly clock: { readonly limitMs: number; readonly totalMs: number; readonly waits: readonly ({ readonly messageId: string; readonly startedAt: string; readonly endedAt: string | null; readonly outcome: string })[]; readonly trace: readonly ({ readonly at: string; readonly what: string; readonly countedMs: number })[] }; readonly businessClock: { readonly limitMs: number; readonly totalMs: number; readonly waits: readonly ({ readonly messageId: string; readonly startedAt: string; readonly endedAt: string | null; readonly outcome: string })[]; readonly trace: readonly ({ readonly at: string; readonly what: string; readonly countedMs: number })[] } | null; readonly disputes: readonly ({ readonly messageId: string; readonly reason: string })[] } };
  /** The last message needs no answer. */
  'POST /api/v1/conversations/:id/no-answer-needed': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "done" } };
  /** Takes that back. */
  'DELETE /api/v1/conversations/:id/no-answer-needed': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "done" } };
  /** Files messages in another conversation. */
  'POST /api/v1/conversations/:id/move': { given: { readonly path: { readonly id: string }; readonly body: { readonly messages: readonly (string)[]; readonly to: { readonly conversation: string } | { readonly order: string } | "new" } }; answer: { readonly result: "done" } };
  /** Files all messages of a conversation in another one. */
  'POST /api/v1/conversations/:id/merge': { given: { readonly path: { readonly id: string }; readonly body: { readonly into: string } }; answer: { readonly result: "done" } };
  /** Says that the wait for an answer to a message is counted wrongly. */
  'POST /api/v1/messages/:id/clock-dispute': { given: { readonly path: { readonly id: string }; readonly body: { readonly reason: string } }; answer: { readonly result: "done" } };
  /** Sets a wait right, or leaves it. */
  'POST /api/v1/messages/:id/clock-correction': { given: { readonly path: { readonly id: string }; readonly body: { readonly outcome: "in-time" | "excluded" | "unchanged"; readonly reason: string } }; answer: { readonly result: "done" } };
  /** Disputed waits that nobody has decided about. */
  'GET /api/v1/clock-disputes': { given: { readonly query?: { readonly limit?: string | number | null } | undefined }; answer: { readonly items: readonly ({ readonly messageId: string; readonly seller: string; readonly reason: string })[] } };
  /** A seller’s response times. */
  'GET /api/v1/sellers/:seller/response-times': { given: { readonly path: { readonly seller: string } }; answer: { readonly items: readonly ({ readonly marketplace: string; readonly limitHours: number; readonly figures: readonly ({ readonly days: number; readonly inTime: number; readonly late: number; readonly open: number; readonly overdue: number; readonly uncounted: number; readonly shareInTime: number | null; readonly leftOut: Readonly<Record<string, number>> })[]; readonly businessFigures: readonly ({ readonly days: number; readonly inTime: number; readonly late: number; readonly open: number; readonly overdue: number; readonly uncounted: number; readonly shareInTime: number | null; readonly leftOut: Readonly<Record<string, number>> })[] | null })[] } };
  /** The waits that weren’t answered in time. */
  'GET /api/v1/sellers/:seller/response-waits': { given: { readonly path: { readonly seller: string }; readonly query?: { readonly days?: string | number | null; readonly limit?: string | number | null } | undefined }; answer: { readonly items: readonly (Readonly<Record<string, unknown>>)[] } };
  /** The waits behind them, as a table. */
  'GET /api/v1/sellers/:seller/response-times.csv': { given: { readonly path: { readonly seller: string }; readonly query?: { readonly days?: string | number | null } | undefined }; answer: string };
  /** Conversations, the newest first; those that wait for an answer with `due`. */
  'GET /api/v1/conversations': { given: { readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null; readonly q?: string | number | null; readonly order?: string | number | null; readonly due?: string | number | null; readonly box?: string | number | null; readonly marketplace?: string | number | null; readonly unread?: string | number | null; readonly assignee?: string | number | null; readonly state?: string | number | null; readonly reason?: string | number | null; readonly status?: string | number | null; readonly complaint?: string | number | null; readonly return?: string | number | null; readonly language?: string | number | null; readonly files?: string | number | null; readonly blocked?: string | number | null; readonly since?: string | number | null; readonly until?: string | number | null } | undefined }; answer: { readonly items: readonly (Conversation)[]; readonly next: string | null } };
  /** One conversation. */
  'GET /api/v1/conversations/:id': { given: { readonly path: { readonly id: string } }; answer: Conversation };
  /** The messages of a conversation, the oldest first. */
  'GET /api/v1/conversations/:id/messages': { given: { readonly path: { readonly id: string }; readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null } | undefined }; answer: { readonly items: readonly (Message)[]; readonly next: string | null } };
  /** Answers in a conversation. */
  'POST /api/v1/conversations/:id/messages': { given: { readonly path: { readonly id: string }; readonly body: { readonly text?: string; readonly files?: readonly ({ readonly name?: string | null; readonly mediaType?: string; readonly content: string })[] } }; answer: WrittenMessage };
  /** Says that the messages were read, up to one of them or all. */
  'POST /api/v1/conversations/:id/read': { given: { readonly path: { readonly id: string }; readonly body: { readonly upTo?: string | null } }; answer: { readonly read: number } };
  /** Ends the links by which a buyer answers without signing in. */
  'DELETE /api/v1/conversations/:id/answer-links': { given: { readonly path: { readonly id: string } }; answer: Readonly<Record<string, unknown>> };
  /** One message. */
  'GET /api/v1/messages/:id': { given: { readonly path: { readonly id: string } }; answer: Message };
  /** A file of a message. */
  'GET /api/v1/messages/:id/files/:position': { given: { readonly path: { readonly id: string; readonly position: string } }; answer: string };
  /** What became of its mail. */
  'GET /api/v1/messages/:id/deliveries': { given: { readonly path: { readonly id: string } }; answer: { readonly items: readonly (Delivery)[] } };
  /** What the guidelines find in a draft; nothing is kept. */
  'POST /api/v1/lint': { given: { readonly body: { readonly marketplace: string; readonly order?: string | null; readonly reply?: boolean; readonly contactReason?: string | null; readonly subject?: string; readonly text?: string | null; readonly html?: string | null; readonly attachments?: readonly ({ readonly filename: string; readonly contentType?: string; readonly size?: number })[]; readonly images?: readonly ({ readonly cid: string; readonly contentType?: string })[] } }; answer: { readonly verdict: string; readonly ruleset: string; readonly findings: readonly ({ readonly rule: string; readonly message: string })[]; readonly guidelines: Readonly<Record<string, { readonly name: string; readonly norm: string; readonly mend: string; readonly url: string | null }>> } };
  /** Writes about an order; sellers say a contact reason. */
  'POST /api/v1/orders/:marketplace/:id/messages': { given: { readonly path: { readonly marketplace: string; readonly id: string }; readonly body: { readonly text?: string; readonly files?: readonly ({ readonly name?: string | null; readonly mediaType?: string; readonly content: string })[]; readonly inputs?: Readonly<Record<string, string>>; readonly reason?: string | null } }; answer: WrittenMessage };
  /** What would become of such a message; nothing is kept. */
  'POST /api/v1/orders/:marketplace/:id/messages/preview': { given: { readonly path: { readonly marketplace: string; readonly id: string }; readonly body: { readonly text?: string; readonly files?: readonly ({ readonly name?: string | null; readonly mediaType?: string; readonly content: string })[]; readonly inputs?: Readonly<Record<string, string>>; readonly reason?: string | null } }; answer: Preview };
  /** What would become of such an answer; nothing is kept. */
  'POST /api/v1/conversations/:id/messages/preview': { given: { readonly path: { readonly id: string }; readonly body: { readonly text?: string; readonly files?: readonly ({ readonly name?: string | null; readonly mediaType?: string; readonly content: string })[] } }; answer: Preview };
  /** Whom a question before any order goes to, and what it is about. */
  'GET /api/v1/questions/place': { given: { readonly query: { readonly marketplace: string | number; readonly seller: string | number; readonly product?: string | number | null } | undefined }; answer: { readonly marketplace: { readonly id: string; readonly name: string }; readonly seller: { readonly id: string; readonly name: string }; readonly product: { readonly id: string; readonly title: string } | null; readonly isReachable: boolean } };
  /** A buyer’s question to a seller before any order. */
  'POST /api/v1/questions': { given: { readonly body: { readonly text?: string; readonly files?: readonly ({ readonly name?: string | null; readonly mediaType?: string; readonly content: string })[]; readonly marketplace: string; readonly seller: string; readonly product?: string | null } }; answer: WrittenMessage };
  /** The carriers whose names are known. */
  'GET /api/v1/carriers': { given: {}; answer: { readonly items: readonly (unknown)[] } };
  /** Orders, the newest first. */
  'GET /api/v1/orders': { given: { readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null } | undefined }; answer: { readonly items: readonly (Order)[]; readonly next: string | null } };
  /** One order. */
  'GET /api/v1/orders/:marketplace/:id': { given: { readonly path: { readonly marketplace: string; readonly id: string } }; answer: Order };
  /** The contact reasons that an order offers, and why others not. */
  'GET /api/v1/orders/:marketplace/:id/reasons': { given: { readonly path: { readonly marketplace: string; readonly id: string } }; answer: { readonly order: string; readonly marketplace: string; readonly buyer: string; readonly buyerLanguage: string; readonly enforcement: { readonly state: string; readonly until: string | null }; readonly pack: string; readonly offered: readonly (ContactReason)[]; readonly notOffered: readonly (ContactReason)[] } };
  /** Takes orders, products and returns in from the shop, with a report line by line. */
  'POST /api/v1/orders/import': { given: { readonly body: string | Uint8Array; readonly type: string }; answer: { readonly created: number; readonly updated: number; readonly unchanged: number; readonly refused: number; readonly lines: readonly ({ readonly line: number; readonly result: string })[] } };
  /** Confirms a shipment. */
  'POST /api/v1/orders/:marketplace/:id/shipments': { given: { readonly path: { readonly marketplace: string; readonly id: string }; readonly body: { readonly carrier?: string | null; readonly trackingNumber?: string | null; readonly shippedAt?: string | null; readonly shipmentId?: string | null; readonly items?: readonly ({ readonly item: string; readonly quantity?: number | null })[] } }; answer: { readonly result: string; readonly id: string | null } };
  /** Cancels pieces or gives money back. */
  'POST /api/v1/orders/:marketplace/:id/adjustments': { given: { readonly path: { readonly marketplace: string; readonly id: string }; readonly body: { readonly action: "refund" | "cancel"; readonly reason?: "NoInventory" | "CustomerReturn" | "GeneralAdjustment" | "CouldNotShip" | "DifferentItem" | "Abandoned" | "CustomerCancel" | "PriceError" | "ProductOutofStock" | "CustomerAddressIncorrect" | "Exchange" | "Other" | "CarrierCreditDecision" | "RiskAssessmentInformationNotValid" | "CarrierCoverageFailure" | "TransactionRecord" | "Undeliverable" | "RefusedDelivery" | null; readonly items?: readonly ({ readonly item: string; readonly reason: "NoInventory" | "CustomerReturn" | "GeneralAdjustment" | "CouldNotShip" | "DifferentItem" | "Abandoned" | "CustomerCancel" | "PriceError" | "ProductOutofStock" | "CustomerAddressIncorrect" | "Exchange" | "Other" | "CarrierCreditDecision" | "RiskAssessmentInformationNotValid" | "CarrierCoverageFailure" | "TransactionRecord" | "Undeliverable" | "RefusedDelivery"; readonly amount?: string | null; readonly quantityCancelled?: number | null; readonly adjustmentId?: string | null })[] } }; answer: { readonly result: string; readonly id: string | null } };
  /** The buyer cancels because of a delay. */
  'POST /api/v1/orders/:marketplace/:id/cancellation': { given: { readonly path: { readonly marketplace: string; readonly id: string } }; answer: { readonly result: string } };
  /** What a seller has to do, the most urgent first. */
  'GET /api/v1/sellers/:seller/duties': { given: { readonly path: { readonly seller: string }; readonly query?: { readonly limit?: string | number | null } | undefined }; answer: { readonly items: readonly (Duty)[] } };
  /** Takes a feed while it streams in. */
  'POST /api/v1/sellers/:seller/feeds': { given: { readonly path: { readonly seller: string }; readonly query: { readonly type: string | number; readonly marketplaces?: string | number | null } | undefined; readonly body: string | Uint8Array; readonly type: string }; answer: Feed };
  /** A seller’s feeds, the newest first. */
  'GET /api/v1/sellers/:seller/feeds': { given: { readonly path: { readonly seller: string }; readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null } | undefined }; answer: { readonly items: readonly (Feed)[]; readonly next: string | null } };
  /** One feed. */
  'GET /api/v1/feeds/:id': { given: { readonly path: { readonly id: string } }; answer: Feed };
  /** What became of each message of a feed. */
  'GET /api/v1/feeds/:id/lines': { given: { readonly path: { readonly id: string }; readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null } | undefined }; answer: { readonly items: readonly (FeedLine)[]; readonly next: string | null } };
  /** The processing report in the feed’s own format. */
  'GET /api/v1/feeds/:id/report': { given: { readonly path: { readonly id: string } }; answer: string };
  /** Where a seller’s buyer messages go. */
  'GET /api/v1/sellers/:seller/notifications': { given: { readonly path: { readonly seller: string } }; answer: { readonly buyerMessages: string | null } };
  /** Has them go there; null: nowhere. */
  'PUT /api/v1/sellers/:seller/notifications': { given: { readonly path: { readonly seller: string }; readonly body: { readonly buyerMessages: string | null } }; answer: { readonly buyerMessages: string | null } };
  /** Which addresses may write for a seller. */
  'GET /api/v1/sellers/:seller/permissions': { given: { readonly path: { readonly seller: string } }; answer: { readonly items: readonly (Permission)[] } };
  /** Adds an address, approved or blocked. */
  'POST /api/v1/sellers/:seller/permissions': { given: { readonly path: { readonly seller: string }; readonly body: { readonly address: string; readonly state: "approved" | "blocked" } }; answer: { readonly result: string; readonly address: string } };
  /** Approves or blocks an address. */
  'PUT /api/v1/sellers/:seller/permissions/:address': { given: { readonly path: { readonly seller: string; readonly address: string }; readonly body: { readonly state: "approved" | "blocked" } }; answer: { readonly result: string; readonly address: string } };
  /** Removes a pending address. */
  'DELETE /api/v1/sellers/:seller/permissions/:address': { given: { readonly path: { readonly seller: string; readonly address: string } }; answer: { readonly result: string; readonly address: string } };
  /** Who changed what of a seller’s, the newest first. */
  'GET /api/v1/sellers/:seller/audit': { given: { readonly path: { readonly seller: string }; readonly query?: { readonly limit?: string | number | null } | undefined }; answer: { readonly items: readonly (AuditEntry)[] } };
  /** What a buyer wants to hear. */
  'GET /api/v1/buyers/:buyer/preferences': { given: { readonly path: { readonly buyer: string } }; answer: Preferences };
  /** Who changed that, and when. */
  'GET /api/v1/buyers/:buyer/preferences/changes': { given: { readonly path: { readonly buyer: string }; readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null } | undefined }; answer: { readonly items: readonly (PreferenceChange)[]; readonly next: string | null } };
  /** Declines messages that aren’t needed, of all sellers, or takes them again. */
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace': { given: { readonly path: { readonly buyer: string; readonly marketplace: string }; readonly body: { readonly declines: boolean } }; answer: { readonly result: "changed" | "unchanged" } };
  /** The same of one seller. */
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace/sellers/:seller': { given: { readonly path: { readonly buyer: string; readonly marketplace: string; readonly seller: string }; readonly body: { readonly declines: boolean } }; answer: { readonly result: "changed" | "unchanged" } };
  /** In which language the buyer is written to. */
  'PUT /api/v1/buyers/:buyer/language': { given: { readonly path: { readonly buyer: string }; readonly body: { readonly language: string } }; answer: { readonly result: "changed" | "unchanged" } };
  /** Buyers whom a seller never asks for reviews. */
  'GET /api/v1/sellers/:seller/suppressions': { given: { readonly path: { readonly seller: string }; readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null } | undefined }; answer: { readonly items: readonly (Suppression)[]; readonly next: string | null } };
  /** Puts a buyer on that list. */
  'POST /api/v1/sellers/:seller/suppressions': { given: { readonly path: { readonly seller: string }; readonly body: { readonly buyer: string; readonly marketplace?: string | null } }; answer: { readonly result: "added" | "unchanged" } };
  /** Puts the buyers of a table on it. */
  'POST /api/v1/sellers/:seller/suppressions/import': { given: { readonly path: { readonly seller: string }; readonly query?: { readonly marketplace?: string | number | null } | undefined; readonly body: string | Uint8Array; readonly type: string }; answer: { readonly added: number; readonly unchanged: number; readonly refused: number; readonly lines: readonly ({ readonly line: number; readonly result: string })[] } };
  /** Takes a buyer off it. */
  'DELETE /api/v1/sellers/:seller/suppressions/:address': { given: { readonly path: { readonly seller: string; readonly address: string } }; answer: { readonly result: "removed" } };
  /** Asks the buyers of many orders for a review, with what became of each. */
  'POST /api/v1/sellers/:seller/review-requests': { given: { readonly path: { readonly seller: string }; readonly body: { readonly marketplace: string; readonly orders: readonly (string)[] } }; answer: { readonly sent: number; readonly items: readonly ({ readonly order: string; readonly result: "sent" | "held" | "not-sent"; readonly message: string | null; readonly reasons: readonly ({ readonly code: string; readonly sentence: string })[] })[] } };
  /** A seller’s own templates, and the variables that they may hold. */
  'GET /api/v1/sellers/:seller/templates': { given: { readonly path: { readonly seller: string } }; answer: { readonly items: readonly (Template)[]; readonly variables: readonly ({ readonly name: string; readonly meaning: string })[] } };
  /** Adds a template; the answer says what the guidelines find in it. */
  'POST /api/v1/sellers/:seller/templates': { given: { readonly path: { readonly seller: string }; readonly body: { readonly name: string; readonly contactReason?: string | null; readonly texts: Readonly<Record<string, string>> } }; answer: Template };
  /** One template, with its ETag. */
  'GET /api/v1/sellers/:seller/templates/:id': { given: { readonly path: { readonly seller: string; readonly id: string } }; answer: Template };
  /** Changes a template. */
  'PUT /api/v1/sellers/:seller/templates/:id': { given: { readonly path: { readonly seller: string; readonly id: string }; readonly body: { readonly name: string; readonly contactReason?: string | null; readonly texts: Readonly<Record<string, string>> }; readonly ifMatch: string }; answer: Template };
  /** Removes a template. */
  'DELETE /api/v1/sellers/:seller/templates/:id': { given: { readonly path: { readonly seller: string; readonly id: string }; readonly ifMatch: string }; answer: { readonly result: "removed" } };
  /** The template’s text for an order. */
  'POST /api/v1/sellers/:seller/templates/:id/fill': { given: { readonly path: { readonly seller: string; readonly id: string }; readonly body: { readonly marketplace: string; readonly order: string; readonly language: string } }; answer: { readonly language: string; readonly text: string } };
  /** Programs that act for sellers. */
  'GET /api/v1/applications': { given: {}; answer: { readonly items: readonly (Application)[] } };
  /** Registers a program; its secret is told this once. */
  'POST /api/v1/applications': { given: { readonly body: { readonly name: string; readonly roles?: readonly ("Buyer Communication" | "Buyer Solicitation" | "Product Listing" | "Inventory and Order Tracking" | "Direct-to-Consumer Delivery" | "Selling Partner Insights")[]; readonly redirectUris?: readonly (string)[] } }; answer: { readonly id: string; readonly clientId: string; readonly clientSecret: string } };
  /** A new secret; the one before is good for a while. */
  'POST /api/v1/applications/:id/rotate': { given: { readonly path: { readonly id: string } }; answer: { readonly clientSecret: string } };
  /** Ends a program. */
  'POST /api/v1/applications/:id/withdraw': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "withdrawn" } };
  /** Programs that act for a seller. */
  'GET /api/v1/sellers/:seller/applications': { given: { readonly path: { readonly seller: string } }; answer: { readonly items: readonly (Grant)[] } };
  /** Lets a program act for the seller; its token is told this once. */
  'PUT /api/v1/sellers/:seller/applications/:application': { given: { readonly path: { readonly seller: string; readonly application: string }; readonly body: { readonly roles?: readonly ("Buyer Communication" | "Buyer Solicitation" | "Product Listing" | "Inventory and Order Tracking" | "Direct-to-Consumer Delivery" | "Selling Partner Insights")[] } }; answer: { readonly applicationId: string; readonly name: string; readonly roles: readonly (string)[]; readonly refreshToken: string } };
  /** Lets it act no more. */
  'DELETE /api/v1/sellers/:seller/applications/:application': { given: { readonly path: { readonly seller: string; readonly application: string } }; answer: { readonly result: "withdrawn" | "unchanged" } };
  /** What happened, in order and without gaps. `after=latest`: from now on. */
  'GET /api/v1/events': { given: { readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null; readonly types?: string | number | null } | undefined }; answer: { readonly items: readonly (Event)[]; readonly next: string; readonly more: boolean } };
  /** The same as it happens: server-sent events. */
  'GET /api/v1/events/stream': { given: {}; answer: string };
  /** Who is told what happened. */
  'GET /api/v1/webhooks': { given: {}; answer: { readonly items: readonly (Webhook)[] } };
  /** Adds a webhook; its secret is told this once. */
  'POST /api/v1/webhooks': { given: { readonly body: { readonly url: string; readonly types?: readonly ("message.accepted" | "message.held" | "message.refused" | "message.read" | "message.moved" | "conversation.blocked" | "conversation.unblocked" | "conversation.no-answer-needed" | "conversation.answer-needed" | "conversation.assigned" | "conversation.resolved" | "conversation.reopened" | "conversation.marked-unread" | "conversation.noted" | "clock.disputed" | "clock.corrected" | "order.created" | "order.updated" | "order.acknowledged" | "order.shipped" | "order.adjusted" | "order.cancellation-wished" | "delivery.handed-over" | "delivery.deferred" | "delivery.refused" | "delivery.expired" | "delivery.cancelled" | "delivery.retried" | "delivery.bounced" | "delivery.delayed" | "delivery.complained" | "review.due-soon" | "enforcement.step-taken" | "enforcement.step-lifted" | "webhook.disabled")[]; readonly description?: string } }; answer: { readonly id: string; readonly seller: string | null; readonly url: string; readonly types: readonly ("message.accepted" | "message.held" | "message.refused" | "message.read" | "message.moved" | "conversation.blocked" | "conversation.unblocked" | "conversation.no-answer-needed" | "conversation.answer-needed" | "conversation.assigned" | "conversation.resolved" | "conversation.reopened" | "conversation.marked-unread" | "conversation.noted" | "clock.disputed" | "clock.corrected" | "order.created" | "order.updated" | "order.acknowledged" | "order.shipped" | "order.adjusted" | "order.cancellation-wished" | "delivery.handed-over" | "delivery.deferred" | "delivery.refused" | "delivery.expired" | "delivery.cancelled" | "delivery.retried" | "delivery.bounced" | "delivery.delayed" | "delivery.complained" | "review.due-soon" | "enforcement.step-taken" | "enforcement.step-lifted" | "webhook.disabled")[]; readonly description: string; readonly version: number; readonly createdAt: string; readonly failingSince: string | null; readonly disabledAt: string | null; readonly disabledBecause: "owner" | "failing" | "gone" | null; readonly replays: boolean; readonly secret: string } };
  /** One webhook, with its ETag. */
  'GET /api/v1/webhooks/:id': { given: { readonly path: { readonly id: string } }; answer: Webhook };
  /** Changes it. */
  'PUT /api/v1/webhooks/:id': { given: { readonly path: { readonly id: string }; readonly body: { readonly url: string; readonly types?: readonly ("message.accepted" | "message.held" | "message.refused" | "message.read" | "message.moved" | "conversation.blocked" | "conversation.unblocked" | "conversation.no-answer-needed" | "conversation.answer-needed" | "conversation.assigned" | "conversation.resolved" | "conversation.reopened" | "conversation.marked-unread" | "conversation.noted" | "clock.disputed" | "clock.corrected" | "order.created" | "order.updated" | "order.acknowledged" | "order.shipped" | "order.adjusted" | "order.cancellation-wished" | "delivery.handed-over" | "delivery.deferred" | "delivery.refused" | "delivery.expired" | "delivery.cancelled" | "delivery.retried" | "delivery.bounced" | "delivery.delayed" | "delivery.complained" | "review.due-soon" | "enforcement.step-taken" | "enforcement.step-lifted" | "webhook.disabled")[]; readonly description?: string }; readonly ifMatch: string }; answer: Webhook };
  /** Removes it with its log. */
  'DELETE /api/v1/webhooks/:id': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "removed" } };
  /** A new secret; the one before signs too for a day. */
  'POST /api/v1/webhooks/:id/secret': { given: { readonly path: { readonly id: string } }; answer: { readonly secret: string } };
  /** Switches it off. */
  'POST /api/v1/webhooks/:id/disable': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "disabled" } };
  /** Switches it on. */
  'POST /api/v1/webhooks/:id/enable': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "enabled" } };
  /** Sends the events behind a place once more. */
  'POST /api/v1/webhooks/:id/replay': { given: { readonly path: { readonly id: string }; readonly body: { readonly after?: string } }; answer: { readonly result: "replaying" } };
  /** What it was told, the newest first. */
  'GET /api/v1/webhooks/:id/deliveries': { given: { readonly path: { readonly id: string }; readonly query?: { readonly limit?: string | number | null; readonly after?: string | number | null; readonly state?: string | number | null } | undefined }; answer: { readonly items: readonly (WebhookDelivery)[]; readonly next: string | null } };
  /** What was sent, and what came of each attempt. */
  'GET /api/v1/webhooks/:id/deliveries/:delivery': { given: { readonly path: { readonly id: string; readonly delivery: string } }; answer: { readonly sent: unknown; readonly attempts: readonly ({ readonly at: string; readonly durationMs: number; readonly status: number | null; readonly failure: string | null })[] } };
  /** Sends it once more. */
  'POST /api/v1/webhooks/:id/deliveries/:delivery/redeliver': { given: { readonly path: { readonly id: string; readonly delivery: string } }; answer: { readonly id: string } };
  /** The outbox, the newest first. */
  'GET /api/v1/queue': { given: { readonly query?: { readonly limit?: string | number | null; readonly state?: string | number | null; readonly before?: string | number | null } | undefined }; answer: { readonly items: readonly (Delivery)[]; readonly before: string | null } };
  /** One delivery with its attempts. */
  'GET /api/v1/queue/:id': { given: { readonly path: { readonly id: string } }; answer: Delivery };
  /** Has it tried now. */
  'POST /api/v1/queue/:id/retry': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "due-now" } };
  /** Takes it back. */
  'POST /api/v1/queue/:id/cancel': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "cancelled" } };
  /** Reports a message. */
  'POST /api/v1/messages/:id/reports': { given: { readonly path: { readonly id: string }; readonly body: { readonly reason: "offensive" | "threat" | "fraud" | "marketing" | "off-platform" | "private-data" | "not-critical" | "spam" | "illegal" | "other"; readonly text?: string } }; answer: { readonly result: "done"; readonly reportId: string } };
  /** Reports the other side’s conduct. */
  'POST /api/v1/conversations/:id/reports': { given: { readonly path: { readonly id: string }; readonly body: { readonly reason: "abuse" | "threat" | "blackmail" | "fraud" | "spam" | "other"; readonly text?: string } }; answer: { readonly result: "done"; readonly reportId: string } };
  /** Statements of reasons, the newest first. */
  'GET /api/v1/statements': { given: { readonly query?: { readonly limit?: string | number | null } | undefined }; answer: { readonly items: readonly (Statement)[] } };
  /** One statement. */
  'GET /api/v1/statements/:id': { given: { readonly path: { readonly id: string } }; answer: Statement };
  /** Objects to it, once. */
  'POST /api/v1/statements/:id/objection': { given: { readonly path: { readonly id: string }; readonly body: { readonly text: string } }; answer: { readonly result: "done" } };
  /** The steps against a seller, and what is in force. */
  'GET /api/v1/sellers/:seller/standing': { given: { readonly path: { readonly seller: string } }; answer: { readonly inForce: readonly ({ readonly marketplace: string; readonly state: string; readonly sellingSuspended: boolean; readonly until: string | null })[]; readonly steps: readonly (Step)[] } };
  /** Cases that wait for a person. */
  'GET /api/v1/reviews': { given: { readonly query?: { readonly limit?: string | number | null; readonly state?: string | number | null; readonly kind?: string | number | null } | undefined }; answer: { readonly items: readonly (Review)[] } };
  /** One case with its message and reports. */
  'GET /api/v1/reviews/:id': { given: { readonly path: { readonly id: string } }; answer: ReviewWithMessage };
  /** Takes a case for a while. */
  'POST /api/v1/reviews/:id/claim': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "done"; readonly until: string | null } };
  /** Gives it back. */
  'POST /api/v1/reviews/:id/release': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "done"; readonly until: string | null } };
  /** Decides it. */
  'POST /api/v1/reviews/:id/decide': { given: { readonly path: { readonly id: string }; readonly body: { readonly facts?: string; readonly rules?: readonly (string)[]; readonly breach?: "refused-on-review" | "blocked" | "conduct" | "critical-misuse" | "none" | null; readonly note?: string | null; readonly decision: "permit" | "amend" | "refuse" | "dismiss" | "block" | "uphold"; readonly amended?: { readonly subject: string; readonly text: string } | null } }; answer: { readonly result: "done" } };
  /** Takes a decision back, for a while. */
  'POST /api/v1/reviews/:id/undo': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "done" } };
  /** Takes a message back from its reader. */
  'POST /api/v1/messages/:id/block': { given: { readonly path: { readonly id: string }; readonly body: { readonly facts?: string; readonly rules?: readonly (string)[]; readonly breach?: "refused-on-review" | "blocked" | "conduct" | "critical-misuse" | "none" | null; readonly note?: string | null } }; answer: { readonly result: "done" } };
  /** Closes a conversation. */
  'POST /api/v1/conversations/:id/block': { given: { readonly path: { readonly id: string }; readonly body: { readonly facts: string; readonly rules?: readonly (string)[] } }; answer: { readonly result: "done" } };
  /** Opens it again. */
  'POST /api/v1/conversations/:id/unblock': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "done" } };
  /** Writes to both sides of a conversation. */
  'POST /api/v1/conversations/:id/join': { given: { readonly path: { readonly id: string }; readonly body: { readonly text: string } }; answer: { readonly result: "done" } };
  /** Takes a step against a seller, with a statement of reasons. */
  'POST /api/v1/sellers/:seller/steps': { given: { readonly path: { readonly seller: string }; readonly body: { readonly marketplace: string; readonly step: "warned" | "templates-only" | "messaging-suspended" | "selling-suspended"; readonly forDays?: number | null; readonly facts: string; readonly rules?: readonly (string)[] } }; answer: { readonly result: "done"; readonly stepId: string } };
  /** Ends a step early. */
  'POST /api/v1/steps/:id/lift': { given: { readonly path: { readonly id: string } }; answer: { readonly result: "done" } };
  /** Objections that nobody has answered. */
  'GET /api/v1/objections': { given: { readonly query?: { readonly limit?: string | number | null } | undefined }; answer: { readonly items: readonly (Statement)[] } };
  /** Answers an objection. */
  'POST /api/v1/objections/:id/decide': { given: { readonly path: { readonly id: string }; readonly body: { readonly outcome: "upheld" | "reversed"; readonly reasons: string; readonly nobodyElse?: boolean } }; answer: { readonly result: "done" } };
  /** Whether the audit log is as it was written. */
  'GET /api/v1/audit/check': { given: {}; answer: { readonly kind: string } };
  /** Who asks, and what they may do. */
  'GET /api/v1/me': { given: {}; answer: { readonly kind: "seller" | "buyer" | "operator"; readonly id: string | null; readonly name: string; readonly seller: { readonly id: string; readonly name: string } | null; readonly user: { readonly id: string; readonly name: string; readonly role: string } | null; readonly seats: readonly ({ readonly id: string; readonly kind: "seller" | "operator"; readonly seller: { readonly id: string; readonly name: string } | null; readonly role: string; readonly isCurrent: boolean })[]; readonly within: { readonly marketplace: string; readonly seller: string } | null; readonly scopes: readonly (string)[]; readonly can: readonly (string)[] } };
  /** The session behind the request. */
  'GET /api/v1/session': { given: {}; answer: { readonly id: string; readonly device: string; readonly proof: string; readonly beganAt: string; readonly seenAt: string; readonly endsAt: string } };
  /** Signs out. */
  'DELETE /api/v1/session': { given: {}; answer: string };
  /** Goes on from another seat. */
  'PUT /api/v1/session/seat': { given: { readonly body: { readonly seat: string } }; answer: { readonly seat: { readonly id: string; readonly kind: "seller" | "operator"; readonly seller: { readonly id: string; readonly name: string } | null; readonly role: string; readonly isCurrent: boolean } } };
  /** One’s sessions. */
  'GET /api/v1/me/sessions': { given: {}; answer: { readonly items: readonly ({ readonly id: string; readonly device: string; readonly proof: string; readonly beganAt: string; readonly seenAt: string; readonly endsAt: string })[] } };
  /** Ends all of them but this one. */
  'DELETE /api/v1/me/sessions': { given: {}; answer: { readonly ended: number } };
  /** Ends one. */
  'DELETE /api/v1/me/sessions/:id': { given: { readonly path: { readonly id: string } }; answer: { readonly ended: number } };
  /** The people of an account. */
  'GET /api/v1/team': { given: { readonly query?: { readonly seller?: string | number | null } | undefined }; answer: { readonly items: readonly (Member)[] } };
  /** Invites somebody. */
  'POST /api/v1/team': { given: { readonly query?: { readonly seller?: string | number | null } | undefined; readonly body: { readonly name: string; readonly address: string; readonly language?: string; readonly role: "owner" | "agent" | "reader" | "administrator" | "moderator" | "support" } }; answer: { readonly result: string; readonly id: string } };
  /** Changes what somebody may do. */
  'PUT /api/v1/team/:id/role': { given: { readonly path: { readonly id: string }; readonly query?: { readonly seller?: string | number | null } | undefined; readonly body: { readonly role: "owner" | "agent" | "reader" | "administrator" | "moderator" | "support" } }; answer: { readonly result: "done" | "unchanged" } };
  /** Sends the invitation again. */
  'POST /api/v1/team/:id/invitation': { given: { readonly path: { readonly id: string }; readonly query?: { readonly seller?: string | number | null } | undefined }; answer: { readonly result: string } };
  /** Ends somebody’s seat. */
  'DELETE /api/v1/team/:id': { given: { readonly path: { readonly id: string }; readonly query?: { readonly seller?: string | number | null } | undefined }; answer: { readonly result: "done" | "unchanged" } };
  /** This description. */
  'GET /api/v1/openapi.json': { given: {}; answer: { readonly openapi: string } };
}
