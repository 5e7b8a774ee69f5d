import { createHash } from 'node:crypto';

import { say } from '#locales/catalogue.ts';
import type { AuthoredContent, AuthoredFile, WrittenContent } from '#mail/authored-content.ts';
import type { ContactReason } from '#market/contact-reason.ts';
import { maskedName } from '#market/masked-name.ts';
import type { Door } from '#market/message.ts';
import type { Obstacle } from '#market/obstacle.ts';
import type { Pack } from '#market/pack.ts';
import { findReason, packLanguage } from '#market/pack.ts';
import type { Actor, RelationshipKey, Side } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';
import type { Verdict } from '#market/verdict.ts';
import type { KeptMessage } from '#store/accept-message.ts';

import type { Attributed, Place } from './attribute.ts';
import { attributePlaced } from './attribute.ts';
import { contentWords } from './content-words.ts';
import type { InputFault } from './fill-template.ts';
import { TEXT_INPUT, checkInputs, templateValues } from './fill-template.ts';
import { OPT_OUT_CODES } from './judge-sending.ts';
import { languageOf } from './notices.ts';
import type { Clock, WrittenCleaner } from './ports.ts';
import { privateValuesOf } from './private-values.ts';
import type { Submission } from './submission.ts';
import type { Assessed, SubmitPorts } from './submit.ts';
import { assess, isBurst, record } from './submit.ts';

/** A message that somebody writes in a page or by a program. */
export interface WrittenMessage extends Place {
  readonly relationship: RelationshipKey;
  readonly author: Side;
  readonly by: Actor;
  readonly door: Extract<Door, 'web' | 'api'>;
  /** Id of one of the pack's reasons; null: an answer in `conversationId`, or a buyer's message. */
  readonly contactReason: string | null;
  /** What the reason's template asks for beside the author's words, by the input's id; dates as `2026-12-22`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The author's own words, plain text. */
  readonly text: string;
  readonly files: readonly AuthoredFile[];
  /** The same key again gives the same message again; null: each call is a message. */
  readonly requestKey: string | null;
}

export interface WritePorts extends SubmitPorts {
  readonly clock: Clock;
  readonly cleaner: WrittenCleaner;
  readonly maxFileBytes: number;
  findRelationship(key: RelationshipKey): Promise<Relationship | null>;
  findKept(key: RelationshipKey, dedupKey: Uint8Array): Promise<KeptMessage | null>;
  /** Subject and text of a reason's template in a language of the pack. */
  renderReason(
    pack: Pack,
    reason: ContactReason,
    language: string,
    values: Readonly<Record<string, string>>,
  ): { readonly subject: string; readonly text: string };
}

/** Why nothing was made of what was written; nothing of it is kept. */
export type WriteRefusal =
  | { readonly kind: 'no-such'; readonly what: 'relationship' | 'order' | 'conversation' | 'reason' }
  | { readonly kind: 'inputs-wrong'; readonly faults: readonly InputFault[] }
  /** The seller hasn't switched messages on (INBOX 1). */
  | { readonly kind: 'seller-unreachable' }
  /** What stands against the reason; an opt-out alone is kept as a refused message instead (OPT 4). */
  | { readonly kind: 'not-offered'; readonly obstacles: readonly Obstacle[] }
  | { readonly kind: 'too-many' };

export type WriteOutcome =
  | ({ readonly kind: 'recorded'; readonly verdict: Verdict } & KeptMessage)
  | ({ readonly kind: 'duplicate' } & KeptMessage)
  | WriteRefusal;

/**
 * The journey of a message that isn't mail: prepare → judge → record, by the same stages as mail. Returns after the
 * commit; wake the workers then. The caller has made sure that `by` may write for this side.
 */
export async function writeMessage(written: WrittenMessage, ports: WritePorts): Promise<WriteOutcome> {
  const key = requestKey(written, ports);
  // First of all: what was taken may not be offered a second time, and its repeat still has to be told so.
  const kept = written.requestKey === null ? null : await ports.findKept(written.relationship, key);
  if (kept !== null) return { kind: 'duplicate', ...kept };
  const prepared = await prepare(written, key, ports);
  if ('kind' in prepared) return prepared;
  if (isBurst(prepared.attributed)) return { kind: 'too-many' };
  const assessed = await assess(prepared.submission, prepared.attributed, ports);
  const obstacles = hardObstacles(assessed);
  if (obstacles.length > 0) return { kind: 'not-offered', obstacles };
  const outcome = await record(assessed, ports);
  if (outcome.kind === 'opens-nothing') throw new Error('only automatic mail opens nothing');
  return outcome;
}

/** What would become of a message, without writing anything. */
export interface Preview {
  readonly kind: 'judged';
  /** As it would go: filled in, cleaned and mended by safe fixes. */
  readonly subject: string;
  readonly text: string;
  readonly verdict: Verdict;
  /** What stands against sending it at all, an opt-out among it where the seller may know. */
  readonly obstacles: readonly Obstacle[];
  /** Whether it would reach a buyer who declines what isn't needed. */
  readonly wouldPassOptOut: boolean;
  /** Whether this buyer's opt-out stops it; null where the operator doesn't let sellers know beforehand (OPT 6). */
  readonly stoppedByOptOut: boolean | null;
}

/** The same judgement as `writeMessage`, and nothing is kept. */
export async function previewMessage(
  written: WrittenMessage,
  ports: WritePorts,
): Promise<Preview | WriteRefusal> {
  const prepared = await prepare(written, new Uint8Array(), ports);
  if ('kind' in prepared) return prepared;
  const { submission, attributed } = prepared;
  const hides = ports.packOf(submission.relationship.marketplace).optOut.hidesPreference;
  // SECURITY: where it is hidden, the answer is the same whatever this buyer said (OPT 6).
  const thread = { ...attributed.thread, preference: { declines: false, mutesSeller: false } };
  const assessed = await assess(submission, hides ? { ...attributed, thread } : attributed, ports);
  const { sending, verdict } = assessed;
  return {
    kind: 'judged',
    subject: assessed.submission.subject,
    text: assessed.submission.content.text,
    verdict,
    obstacles: sending?.obstacles ?? [],
    wouldPassOptOut:
      sending === null || sending.yieldsFrom === null || sending.yieldsFrom > submission.receivedAt,
    stoppedByOptOut: hides ? null : verdict.reasons.some(({ code }) => OPT_OUT_CODES.has(code)),
  };
}

/** Everything but the opt-out: what a page shows before it lets anybody write. */
function hardObstacles({ sending }: Assessed): readonly Obstacle[] {
  const obstacles = sending?.obstacles ?? [];
  return obstacles.every(({ code }) => code === 'opted-out') ? [] : obstacles;
}

/** The key under which a repeat is recognised; one request key serves each author for themselves. */
function requestKey(
  { relationship, author, door, requestKey: given }: WrittenMessage,
  ports: WritePorts,
): Uint8Array {
  if (given === null) return ports.ids.random(32);
  const { marketplaceId, sellerId, buyerId } = relationship;
  const parts = [door, author, marketplaceId, sellerId, buyerId, given];
  return createHash('sha512-256').update(JSON.stringify(parts)).digest();
}

interface Prepared {
  readonly submission: Submission;
  readonly attributed: Attributed;
}

/** Finds what the message names, cleans what was written, fills the template. */
async function prepare(
  written: WrittenMessage,
  dedupKey: Uint8Array,
  ports: WritePorts,
): Promise<Prepared | WriteRefusal> {
  const receivedAt = ports.clock.now();
  const placed = await place(written, receivedAt, ports);
  if ('kind' in placed) return placed;
  const filled = await fill(written, placed, ports);
  if ('kind' in filled) return filled;
  const submission: Submission = {
    relationship: placed.relationship,
    author: written.author,
    by: written.by,
    authorAddress: null,
    door: written.door,
    reason: placed.reason,
    receivedAt,
    ...filled,
    automatic: null,
    inReplyTo: [],
    references: [],
    authorRfcId: null,
    authentication: null,
    dedupKey,
    raw: null,
  };
  return { submission, attributed: placed.attributed };
}

interface Placed {
  readonly relationship: Relationship;
  readonly pack: Pack;
  readonly reason: ContactReason | null;
  readonly attributed: Attributed;
}

/** Finds parties, reason, order and conversation; says what isn't there. */
async function place(
  written: WrittenMessage,
  receivedAt: Date,
  ports: WritePorts,
): Promise<Placed | WriteRefusal> {
  const { author, orderId, conversationId } = written;
  const relationship = await ports.findRelationship(written.relationship);
  if (relationship === null) return { kind: 'no-such', what: 'relationship' };
  if (author === 'buyer' && relationship.seller.messageAddress === null)
    return { kind: 'seller-unreachable' };
  const pack = ports.packOf(relationship.marketplace);
  const reason = chosenReason(written, pack);
  if (reason === undefined) return { kind: 'no-such', what: 'reason' };
  const marks = {
    rfcIds: [],
    orderIds: orderId === null ? [] : [orderId],
    conversationIds: conversationId === null ? [] : [conversationId],
  };
  const thread = await ports.loadThread({ relationship, author, receivedAt }, marks);
  const attributed = attributePlaced(written, thread, reason !== null);
  if (typeof attributed === 'string') return { kind: 'no-such', what: attributed };
  // Who writes first says why.
  return author === 'seller' && reason === null && !attributed.filing.isReply
    ? { kind: 'no-such', what: 'reason' }
    : { relationship, pack, reason, attributed };
}

/** Undefined where the pack has no such reason, or a buyer names one. */
function chosenReason(
  { contactReason, author }: WrittenMessage,
  pack: Pack,
): ContactReason | null | undefined {
  if (contactReason === null) return null;
  return author === 'seller' ? (findReason(pack, contactReason) ?? undefined) : undefined;
}

/** The author's words and what the template asks for, by the input's id. */
function givenTexts({ inputs, text }: WrittenMessage): ReadonlyMap<string, string> {
  const given = new Map(Object.entries(inputs));
  if (text.trim() !== '') given.set(TEXT_INPUT, text);
  return given;
}

type Filled = Pick<Submission, 'subject' | 'content'>;

async function fill(
  written: WrittenMessage,
  placed: Placed,
  ports: WritePorts,
): Promise<Filled | WriteRefusal> {
  const { relationship, reason, attributed } = placed;
  const texts = givenTexts(written);
  const faults = reason === null ? [] : checkInputs(reason, { texts, fileCount: written.files.length });
  if (faults.length > 0) return { kind: 'inputs-wrong', faults };
  const order = attributed.thread.judged.get(attributed.filing.orderId ?? '');
  // Every reason is about an order.
  if (reason !== null && order === undefined)
    return { kind: 'not-offered', obstacles: [{ code: 'order-unknown', values: {} }] };
  // A template takes what its inputs ask for; an answer is the author's words alone.
  const ids = reason === null ? [TEXT_INPUT] : [...texts.keys()];
  const clean = await ports.cleaner.clean({
    written: { texts: ids.map((id) => texts.get(id) ?? ''), files: written.files },
    privateValues: privateValuesOf(relationship),
    maxFileBytes: ports.maxFileBytes,
    words: contentWords(languageOf(relationship, otherSide(written.author))),
  });
  if (reason === null || order === undefined) return answer(clean, placed);
  const language = packLanguage(placed.pack, relationship.buyer.language);
  const cleaned = new Map(ids.map((id, index) => [id, clean.texts[index] ?? '']));
  const values = templateValues(reason, cleaned, relationship, order, language);
  const { subject, text } = ports.renderReason(placed.pack, reason, language, values);
  return { subject, content: contentOf(text, clean) };
}

function answer(clean: WrittenContent, { relationship, attributed }: Placed): Filled | WriteRefusal {
  const text = clean.texts[0] ?? '';
  if (text === '' && clean.files.length === 0 && clean.refusals.length === 0)
    return { kind: 'inputs-wrong', faults: [{ id: TEXT_INPUT, fault: 'missing' }] };
  return { subject: subjectOf(relationship, attributed), content: contentOf(text, clean) };
}

/** The server's own, in the buyer's language (REASON 3). */
function subjectOf({ buyer, marketplace }: Relationship, { conversation, filing }: Attributed): string {
  if (conversation !== null && conversation.subject !== '') return conversation.subject;
  return filing.orderId === null
    ? say(buyer.language, 'relay.subject.question', { name: maskedName(buyer.name) })
    : `${say(buyer.language, 'relay.subject.none')} ${filing.orderId} (${marketplace.name})`;
}

function contentOf(text: string, { files, notes, refusals }: WrittenContent): AuthoredContent {
  return { text, html: null, quoted: null, cut: 'none', files, notes, refusals };
}
