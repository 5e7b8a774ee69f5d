import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import { findReason } from '#market/pack.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import type { FileFacts } from '#policy/files.ts';
import type { Log } from '#src/log.ts';
import type { Lease } from '#store/claim-deliveries.ts';
import type { ClaimedInspection, InspectionSettlement, StoredFileName } from '#store/inspection.ts';

import { filePlaces } from './guidelines.ts';
import type { Clock } from './ports.ts';
import type { Submission } from './submission.ts';
import type { Attributed } from './attribute.ts';
import { attributeStored } from './attribute.ts';
import { deliveriesOf, heldUntil, stateOf } from './record-message.ts';
import type { Assessed, SubmitPorts } from './submit.ts';
import { assess, noteWishes, tellsChanges } from './submit.ts';

export interface InspectPorts extends Omit<SubmitPorts, 'accept' | 'seal'> {
  readonly clock: Clock;
  readonly log: Log;
  /** Finds out about one file of a message; what is known of its content already isn't read again. */
  inspectFile(inspection: ClaimedInspection, file: PlacedFile): Promise<FileFacts>;
  settle(settlement: InspectionSettlement): Promise<boolean>;
}

/** A stored file and where the engine finds it. */
export type PlacedFile = ReturnType<typeof filePlaces<StoredFileName>>[number];

/** What one message's files may take together; those left over count as unread, and the pack says what follows. */
const INSPECTION_MS = 60_000;
/** A message that brings down whoever looks at it is for a person. */
const MOST_ATTEMPTS = 4;

/**
 * The journey of a message that waits for its files, from the claim on: look into the files → judge the whole → settle
 * (requirements 12.3). It is judged as it came, by what holds now: an order that got its one request for a review
 * meanwhile, or a conversation that was closed, counts. A fault throws; then the lease runs out and it is due again.
 */
export async function inspectFiles(
  inspection: ClaimedInspection,
  lease: Lease,
  ports: InspectPorts,
): Promise<void> {
  const asWritten = submissionOf(inspection, ports);
  const { verdict, submission, pack, sending } = await judgeWhole(inspection, asWritten, ports);
  const at = ports.clock.now();
  const until = heldUntil(verdict, at, submission.relationship.marketplace, ports);
  const { subject, content } = submission;
  const wasOurs = await ports.settle({
    messageId: inspection.id,
    leaseToken: lease.token,
    state: stateOf(verdict),
    verdict,
    words: { subject, text: content.text, html: content.html },
    heldUntil: until,
    deliveries: deliveriesOf(submission, {
      orderId: inspection.orderId,
      verdict,
      pack,
      ports,
      shownAlready: false,
      tellsChanges: await tellsChanges(submission, verdict, ports),
      heldUntil: until,
    }),
    at,
    dueAt: at,
    expiresAt: new Date(at.getTime() + DELIVERY_LIFETIME_MS),
  });
  const { id, relationship } = inspection;
  if (wasOurs) await noteWishes({ id, key: relationship.key, receivedAt: at }, verdict, sending, ports);
  ports.log.info('inspection.settled', {
    id: inspection.id,
    outcome: wasOurs ? verdict.kind : 'lease-lost',
    files: inspection.files.length,
    attempt: inspection.attemptCount,
  });
}

async function judgeWhole(
  inspection: ClaimedInspection,
  submission: Submission,
  ports: InspectPorts,
): Promise<Pick<Assessed, 'verdict' | 'submission' | 'pack' | 'sending'>> {
  if (inspection.attemptCount > MOST_ATTEMPTS) {
    const reasons = [{ code: 'not-judged', detail: '' }];
    const pack = ports.packOf(submission.relationship.marketplace);
    return { verdict: { kind: 'hold', reasons }, submission, pack, sending: null };
  }
  const facts = await lookInto(inspection, ports);
  return assess(submission, await placeOf(inspection, submission, ports), ports, facts);
}

/** Where it was filed. The one request for a review that it holds itself stands in nobody's way. */
async function placeOf(
  { conversationId, orderId, isReply, hasSolicitation }: ClaimedInspection,
  submission: Submission,
  ports: InspectPorts,
): Promise<Attributed> {
  const orderIds = orderId === null ? [] : [orderId];
  const marks = { rfcIds: [], orderIds, conversationIds: [conversationId] };
  const thread = await ports.loadThread(submission, marks);
  return attributeStored({ conversationId, isReply, hasSolicitation }, thread);
}

/** One file after the other: a message holds one thread and the bytes of one file at a time. */
async function lookInto(inspection: ClaimedInspection, ports: InspectPorts): Promise<FileFacts[]> {
  const end = ports.clock.now().getTime() + INSPECTION_MS;
  const facts: FileFacts[] = [];
  for (const file of filePlaces(inspection.files))
    facts.push(ports.clock.now().getTime() < end ? await ports.inspectFile(inspection, file) : tooSlow(file));
  return facts;
}

function tooSlow({ part, index }: PlacedFile): FileFacts {
  const nothing = { sniffedType: null, frames: null, width: null, listingDistance: null, nudity: null };
  return { part, index, ...nothing, texts: [], unread: 'too-slow' };
}

/** The message as its door handed it over; what only the door needed is gone. */
function submissionOf(inspection: ClaimedInspection, ports: InspectPorts): Submission {
  const { relationship, authorAddress, door, receivedAt, subject, content, inReplyTo, references } =
    inspection;
  // The words and the files' names are judged here; what is in the files comes as facts, one file at a time.
  const bytes = new Uint8Array();
  const files = inspection.files.map(({ name, mediaType, contentId }) => ({
    name,
    mediaType,
    contentId,
    bytes,
  }));
  return {
    relationship,
    author: 'seller',
    by: SYSTEM_ACTOR,
    reason:
      door === 'mail'
        ? null
        : findReason(ports.packOf(relationship.marketplace), inspection.contactReason ?? ''),
    authorAddress,
    door,
    receivedAt,
    subject,
    content: { ...content, files, refusals: [] },
    automatic: null,
    inReplyTo,
    references,
    authorRfcId: inspection.authorRfcId,
    authentication: null,
    dedupKey: new Uint8Array(),
    raw: null,
  };
}
