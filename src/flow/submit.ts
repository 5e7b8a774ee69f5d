import type { MessageRecord } from '#market/message.ts';
import type { Pack } from '#market/pack.ts';
import type { Sending } from '#market/sending.ts';
import type { Verdict } from '#market/verdict.ts';
import type { FileFacts } from '#policy/files.ts';
import type { AcceptOutcome, KeptMessage } from '#store/accept-message.ts';

import type { Attributed, LoadThread } from './attribute.ts';
import { attributeMail } from './attribute.ts';
import { withConfirmation } from './confirm-adjustment.ts';
import type { AskGuidelines, GuidelineAnswer } from './guidelines.ts';
import { guidelineRequest, withAmendments } from './guidelines.ts';
import { judge } from './judge.ts';
import { OPT_OUT_CODES } from './judge-sending.ts';
import { isWorthANotice } from './notices.ts';
import type { RecordingPorts } from './record-message.ts';
import { stateOf, toRecord } from './record-message.ts';
import type { Submission } from './submission.ts';
import { weighMessage } from './weigh-message.ts';

/** The ports of the flow's judging side. */
export interface AssessPorts {
  /** The communication guidelines (requirements section 5). */
  readonly askGuidelines: AskGuidelines;
  /** The pack of a marketplace. Throws where there is none: what can't be judged isn't lost by it, but comes later. */
  packOf(marketplace: Submission['relationship']['marketplace']): Pack;
}

export interface WaitingRules {
  /** Files of sellers' messages are looked into before they are delivered (12.3); else their names and types decide. */
  readonly inspectsFiles: boolean;
  /** How long a message waits for a person at most. */
  readonly heldHours: number;
}

/** The ports of the flow's writing side. */
export interface SubmitPorts extends AssessPorts, RecordingPorts, NotingPorts {
  readonly loadThread: LoadThread;
  /** True once per mailbox, kind and day: what needs telling, but not each time (relay paper, section 6). */
  claimNotice(address: string, kind: string, at: Date): Promise<boolean>;
  accept(record: MessageRecord): Promise<AcceptOutcome>;
}

export interface NotingPorts {
  /** Counts a claim to be critical that was misuse, after the message is kept (REASON 7). */
  noteMisuse(message: NotedMessage): Promise<void>;
  /** An opt-out stopped it: its buyer comes on the list of those whom the seller never asks for reviews (OPT 7). */
  noteOptOut(message: NotedMessage): Promise<void>;
}

/** A message that is kept, as far as counting what it did needs. */
export type NotedMessage = Pick<MessageRecord, 'id' | 'key' | 'receivedAt'>;

export type SubmitOutcome =
  | ({ readonly kind: 'recorded'; readonly verdict: Verdict } & KeptMessage)
  | ({ readonly kind: 'duplicate' } & KeptMessage)
  /** Automatic mail that belongs to no conversation. */
  | { readonly kind: 'opens-nothing' }
  /** The breaker: more messages in one conversation than people write. */
  | { readonly kind: 'too-many' };

/** More messages of one side in one conversation within `BURST_WINDOW_MS` than this, and the door says "later". */
export const BURST_LIMIT = 60;
export const BURST_WINDOW_MS = 10 * 60_000;
/** An absence note is passed on once per conversation in this time (relay paper, section 6). */
export const ABSENCE_WINDOW_MS = 7 * 24 * 3_600_000;

/**
 * The journey of a mail, from an author who is certain to what is kept of it: attribute → judge → record. Returns
 * after the commit; nothing is kept where it throws.
 */
export async function submit(submission: Submission, ports: SubmitPorts): Promise<SubmitOutcome> {
  const attributed = await attributeMail(submission, ports.loadThread);
  if (submission.automatic !== null && attributed.conversation === null) return { kind: 'opens-nothing' };
  if (isBurst(attributed)) return { kind: 'too-many' };
  const assessed = await assess(submission, attributed, ports);
  return record(assessed, ports);
}

export function isBurst({ conversation }: Attributed): boolean {
  return conversation !== null && conversation.recentMessages >= BURST_LIMIT;
}

/** A message with everything that was decided of it: the value between judgement and record. */
export interface Assessed {
  readonly asWritten: Submission;
  /** As it goes: mended by safe fixes, with the confirmation that it has to carry, unless it is refused. */
  readonly submission: Submission;
  readonly attributed: Attributed;
  readonly pack: Pack;
  readonly sending: Sending | null;
  readonly verdict: Verdict;
  readonly guidelines: GuidelineAnswer | null;
}

/**
 * Judges a message that has its place; asks the guidelines, writes nothing. `files`: what was found out about its
 * files; empty before they were looked into.
 */
export async function assess(
  submission: Submission,
  attributed: Attributed,
  ports: AssessPorts,
  files: readonly FileFacts[] = [],
): Promise<Assessed> {
  const pack = ports.packOf(submission.relationship.marketplace);
  const request = guidelineRequest(submission, attributed, pack, files);
  const guidelines = request === null ? null : await ports.askGuidelines(request);
  return conclude({ asWritten: submission, attributed, pack, guidelines });
}

type Judged = Pick<Assessed, 'asWritten' | 'attributed' | 'pack' | 'guidelines'>;

function conclude(judged: Judged): Assessed {
  const { asWritten: submission, attributed, pack, guidelines } = judged;
  const sending = weighMessage(submission, attributed, pack, guidelines);
  const verdict = judge(submission, { attributed, pack, sending, guidelines });
  if (verdict.kind === 'refuse') return { ...judged, submission, sending, verdict };
  const mended = withAmendments(submission, guidelines);
  return { ...judged, submission: withConfirmation(mended, sending, attributed), sending, verdict };
}

/** Keeps a message that was judged, with everything that has to leave for it: one commit. */
export async function record(judged: Assessed, ports: SubmitPorts): Promise<SubmitOutcome> {
  const waitsForFiles = hasFilesToInspect(judged, ports);
  const assessed = waitsForFiles ? beforeInspection(judged) : judged;
  const { submission, attributed, verdict } = assessed;
  const shownAlready = submission.automatic !== null && attributed.conversation?.absenceNoted === true;
  const message = toRecord(submission, {
    ...assessed,
    filing: attributed.filing,
    ports,
    shownAlready,
    waitsForFiles,
    tellsChanges: await tellsChanges(submission, verdict, ports),
  });
  const outcome = await ports.accept(message);
  // Another door was quicker with the order's one solicitation: what is true now is judged, and kept.
  if (outcome.kind === 'solicited-already') return record(conclude(outrun(judged)), ports);
  if (outcome.kind === 'duplicate') return outcome;
  if (!waitsForFiles) await noteWishes(message, verdict, assessed.sending, ports);
  const { conversationId } = outcome;
  return { kind: 'recorded', messageId: message.id, conversationId, state: stateOf(verdict), verdict };
}

/** What a message that is kept says of its author and of its buyer's wishes, once all of it was judged. */
export async function noteWishes(
  message: NotedMessage,
  verdict: Verdict,
  sending: Sending | null,
  ports: NotingPorts,
): Promise<void> {
  if (sending?.isMisuse === true) await ports.noteMisuse(message);
  if (verdict.reasons.some(({ code }) => OPT_OUT_CODES.has(code))) await ports.noteOptOut(message);
}

/** The same message with its order as it stands now: asked about already. */
function outrun({ asWritten, attributed, pack, guidelines }: Assessed): Judged {
  const { filing, thread } = attributed;
  const known = filing.orderId === null ? undefined : thread.judged.get(filing.orderId);
  if (known === undefined || known.situation.solicitations > 0)
    throw new Error('a solicitation of an order that was solicited already was let through');
  const situation = { ...known.situation, solicitations: 1 };
  const judged = new Map([...thread.judged, [situation.id, { ...known, situation }]]);
  return { asWritten, attributed: { ...attributed, thread: { ...thread, judged } }, pack, guidelines };
}

/** What the words alone came to is no verdict: nothing was found out about the files yet, and it stays as it came. */
function beforeInspection(assessed: Assessed): Assessed {
  const verdict: Verdict = { kind: 'hold', reasons: [{ code: 'files-being-checked', detail: '' }] };
  return { ...assessed, submission: assessed.asWritten, verdict };
}

/** A message that its words have refused needs no look into its files; buyers' aren't held to the guidelines. */
function hasFilesToInspect({ submission, verdict, guidelines }: Assessed, ports: SubmitPorts): boolean {
  return (
    guidelines !== null &&
    verdict.kind !== 'refuse' &&
    submission.content.files.length > 0 &&
    ports.waitingRules(submission.relationship.marketplace).inspectsFiles
  );
}

/** A change of the author's words is told each time; one of what their mail program put around them once a day. */
export async function tellsChanges(
  { authorAddress, receivedAt }: Pick<Submission, 'authorAddress' | 'receivedAt'>,
  verdict: Verdict,
  ports: Pick<SubmitPorts, 'claimNotice'>,
): Promise<boolean> {
  if (verdict.kind !== 'amend' || authorAddress === null || isWorthANotice(verdict)) return true;
  return ports.claimNotice(authorAddress, 'style-amended', receivedAt);
}
