import type { Log } from '#src/log.ts';
import { parseAddress } from '#mail/address.ts';
import { readBounceAddress } from '#mail/bounce-address.ts';
import { readHopMarker } from '#mail/hop-marker.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import { looksLikeAlias } from '#market/alias.ts';
import type { Actor, Side } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';
import type { AliasTarget } from '#store/find-alias.ts';
import type { ReturnTarget } from '#store/return-target.ts';

import { contentWords } from './content-words.ts';
import { identifyAuthor } from './identify-author.ts';
import type { GuessLimit } from './guess-limit.ts';
import type { MailDomains } from './mail-domains.ts';
import type { MailDoor } from './mail-door.ts';
import type { Clock, MailFacts, MailReader, MailReading, SmtpClientFacts } from './ports.ts';
import { languageOf } from './notices.ts';
import { privateValuesOf } from './private-values.ts';
import * as replies from './replies.ts';
import type { ReturnedMail } from './return-mail.ts';
import type { Submission } from './submission.ts';
import { dedupKey } from './submission.ts';
import type { SubmitOutcome } from './submit.ts';

/** Whom a transaction's RCPT named: an alias of a relationship, or our own return path. */
export type DoorRecipient =
  | ({ readonly kind: 'alias' } & AliasTarget)
  | { readonly kind: 'return'; readonly target: ReturnTarget };

export interface ReceivePorts {
  readonly clock: Clock;
  readonly reader: MailReader;
  readonly domains: MailDomains;
  readonly guesses: GuessLimit;
  readonly log: Log;
  readonly maxFileBytes: number;
  /** Keys of bounce addresses and hop markers, the current one first. */
  readonly tokenKeys: readonly Uint8Array[];
  /** What the door answers while the database or the workers lag; null when all is well. */
  pressure(): 'busy' | 'storage' | null;
  findReturnTarget(deliveryId: string): Promise<ReturnTarget | null>;
  findAlias(localPart: string, domain: string): Promise<AliasTarget | null>;
  /** Notes an attempt of an unknown author and tells the owner once a day (PERM 3). */
  notePending(
    target: AliasTarget,
    author: { readonly address: string; readonly canonical: string },
  ): Promise<void>;
  /** Sends the registered mailbox a link to answer on the web, once a day (12.5); `mailbox`: the one that wrote, masked. */
  noteOtherMailbox(target: AliasTarget, facts: MailFacts, mailbox: string): Promise<void>;
  submit(submission: Submission): Promise<SubmitOutcome>;
  /** A report or automatic answer that came to our return path. */
  takeReturn(returned: ReturnedMail): Promise<SmtpReply>;
}

/** RFC 5321 §6.3 asks for a limit of at least 100 Received fields for plain relays; a mediator can be stricter. */
const MAX_HOPS = 50;

/** The mail door's side of the flow: who may come in, for whom, and what becomes of a message. */
export function createMailDoor(ports: ReceivePorts): MailDoor<DoorRecipient> {
  return {
    admitClient(clientAddress) {
      if (ports.guesses.isCutOff(clientAddress, ports.clock.now())) return replies.TOO_MANY_GUESSES;
      return ports.pressure() === null ? null : replies.BUSY_AT_CONNECT;
    },
    admitRecipient: (client, forwardPath, accepted) => admitRecipient(ports, client, forwardPath, accepted),
    takeMessage: (client, recipients, raw) => takeMessage(ports, client, recipients, raw),
  };
}

type Admission = Awaited<ReturnType<MailDoor<DoorRecipient>['admitRecipient']>>;

async function admitRecipient(
  ports: ReceivePorts,
  client: SmtpClientFacts,
  forwardPath: string,
  accepted: readonly DoorRecipient[],
): Promise<Admission> {
  const now = ports.clock.now();
  if (ports.guesses.isCutOff(client.address, now))
    return { reply: replies.TOO_MANY_GUESSES, recipient: null };
  if (ports.pressure() !== null) return { reply: replies.BUSY, recipient: null };
  const recipient = await findRecipient(ports, forwardPath, now);
  if (recipient === null) {
    ports.guesses.miss(client.address, now);
    return { reply: replies.UNKNOWN_RECIPIENT, recipient: null };
  }
  return accepted.every((other) => goTogether(other, recipient))
    ? { reply: replies.RECIPIENT_OK, recipient }
    : { reply: replies.OTHER_RELATIONSHIP, recipient: null };
}

async function findRecipient(
  ports: ReceivePorts,
  forwardPath: string,
  now: Date,
): Promise<DoorRecipient | null> {
  const address = parseAddress(forwardPath);
  if (address === null) return null;
  const purpose = await ports.domains.purposeOf(address.domain);
  if (purpose === 'bounce') {
    const reading = readBounceAddress(address.localPart, address.domain, ports.tokenKeys, now);
    const returned = reading.kind === 'genuine' ? await ports.findReturnTarget(reading.deliveryId) : null;
    return returned === null ? null : { kind: 'return', target: returned };
  }
  const localPart = address.localPart.toLowerCase();
  if (purpose !== 'alias' || !looksLikeAlias(localPart)) return null;
  const target = await ports.findAlias(localPart, address.domain);
  return target === null ? null : { kind: 'alias', ...target };
}

/** The two aliases of one relationship may stand in one transaction (12.4); anything else needs its own. */
function goTogether(one: DoorRecipient, other: DoorRecipient): boolean {
  if (one.kind !== 'alias' || other.kind !== 'alias') return false;
  const [a, b] = [one.relationship.key, other.relationship.key];
  return a.marketplaceId === b.marketplaceId && a.sellerId === b.sellerId && a.buyerId === b.buyerId;
}

async function takeMessage(
  ports: ReceivePorts,
  client: SmtpClientFacts,
  recipients: readonly DoorRecipient[],
  raw: Uint8Array,
): Promise<SmtpReply> {
  const [first] = recipients;
  if (first === undefined) throw new Error('a message without recipients');
  const { relationship, reader } = readerOf(first);
  const reading = await ports.reader.read({
    raw,
    client,
    privateValues: privateValuesOf(relationship),
    maxFileBytes: ports.maxFileBytes,
    ourDomains: ports.domains.names(),
    words: contentWords(languageOf(relationship, reader)),
  });
  // A bounce may be too broken to be read as mail and still say what became of its delivery.
  if (first.kind === 'return') return ports.takeReturn({ target: first.target, reading, raw });
  if (reading.read.kind === 'unreadable') return replies.unreadable(reading.read.reason);
  const { facts } = reading.read;
  if (isLoop(facts, ports.tokenKeys)) return replies.LOOP;
  const addressed = recipients.flatMap((recipient) =>
    recipient.kind === 'alias' ? [recipient.standsFor] : [],
  );
  return takeForAlias(ports, { client, target: first, addressed, facts, reading, raw });
}

/** Who will read what is written to this recipient. */
function readerOf(recipient: DoorRecipient): { readonly relationship: Relationship; readonly reader: Side } {
  if (recipient.kind === 'alias')
    return { relationship: recipient.relationship, reader: recipient.standsFor };
  const { relationship, recipient: answering } = recipient.target;
  return { relationship, reader: otherSide(answering) };
}

function isLoop(facts: MailFacts, keys: readonly Uint8Array[]): boolean {
  return facts.hopCount > MAX_HOPS || facts.hopMarkers.some((marker) => readHopMarker(marker, keys) !== null);
}

interface AliasMail {
  readonly client: SmtpClientFacts;
  readonly target: AliasTarget;
  readonly addressed: readonly Side[];
  readonly facts: MailFacts;
  readonly reading: MailReading;
  readonly raw: Uint8Array;
}

async function takeForAlias(ports: ReceivePorts, mail: AliasMail): Promise<SmtpReply> {
  const { target, addressed, facts, reading } = mail;
  const { relationship } = target;
  const identified = identifyAuthor({
    mail: facts,
    authentication: reading.authentication,
    relationship,
    addressed,
    isOurDomain: (domain) => ports.domains.isOurs(domain),
  });
  if (identified.kind === 'refused') return identified.reply;
  if (identified.kind === 'other-mailbox') {
    // Threats M2: an automatic answer gets none of ours.
    if (reading.automatic === null) await ports.noteOtherMailbox(target, facts, identified.mailbox);
    return identified.reply;
  }
  if (identified.kind === 'unknown-to-seller') {
    await ports.notePending(target, identified);
    return replies.addressNotApproved(false);
  }
  const { author } = identified;
  if (reading.content === null) return replies.REPORT_TO_ALIAS;
  if (author.side === 'buyer' && relationship.seller.messageAddress === null)
    return replies.SELLER_SWITCHED_OFF;
  const outcome = await ports.submit({
    relationship,
    author: author.side,
    by: mailActor(relationship, author.side),
    authorAddress: author.address,
    door: 'mail',
    reason: null,
    receivedAt: ports.clock.now(),
    subject: facts.subject,
    content: reading.content,
    automatic: reading.automatic,
    inReplyTo: facts.inReplyTo,
    references: facts.references,
    authorRfcId: facts.messageId,
    authentication: reading.authentication,
    dedupKey: dedupKey(relationship.aliases[otherSide(author.side)], facts, mail.raw),
    raw: mail.raw,
  });
  return replyTo(outcome);
}

/** Who a mail is from, for records that name who did something: its mailbox stands with the message alone. */
function mailActor({ buyer, seller }: Relationship, side: Side): Actor {
  return side === 'buyer'
    ? { kind: 'buyer', id: buyer.id, label: '' }
    : { kind: 'seller-user', id: null, label: seller.name };
}

function replyTo(outcome: SubmitOutcome): SmtpReply {
  switch (outcome.kind) {
    case 'recorded':
      return replies.accepted(outcome.messageId);
    case 'duplicate':
      return replies.TAKEN_BEFORE;
    case 'opens-nothing':
      return replies.AUTOMATIC_OPENS_NOTHING;
    case 'too-many':
      return replies.TOO_MANY_MESSAGES;
  }
}
