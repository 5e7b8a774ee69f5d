import { startOfDay } from './calendar.ts';
import type { ContactReason, ReasonKind } from './contact-reason.ts';
import type { EnforcementState } from './enforcement.ts';
import type { Door } from './message.ts';
import type { Obstacle } from './obstacle.ts';
import { obstacle } from './obstacle.ts';
import type { SendingSituation } from './offered-reasons.ts';
import { decideSending } from './offered-reasons.ts';
import type { BuyerPreference, ThreadPosition } from './opt-out.ts';
import { decideOptOut } from './opt-out.ts';
import type { Pack } from './pack.ts';
import type { OrderSituation } from './precondition.ts';

/** How a message says that it is critical: the word, the fixed subject, or a contact reason that is. */
export type CriticalClaim = 'word' | 'fixed-subject' | 'reason';

/** What a message is for, as far as its door, its subject and its words tell. */
export interface Purpose {
  /** Null: an answer, or a mail that nothing gives a reason. */
  readonly reason: ContactReason | null;
  /** The reason was read off a subject, and isn't what the author chose. */
  readonly isGuess: boolean;
  readonly claim: CriticalClaim | null;
  /** What its words say of it, whatever reason it bears. */
  readonly says: WhatItSays;
}

export interface WhatItSays {
  /** It asks for a review or feedback. */
  readonly solicits: boolean;
  /** It says that the goods are missing or can't be sent. */
  readonly lacksStock: boolean;
  /** It is none of the messages that completing an order needs (REASON 7). */
  readonly isUncritical: boolean;
}

export interface SendingFacts {
  readonly pack: Pack;
  /** Null: about no order, or nobody knows which. */
  readonly order: OrderSituation | null;
  readonly preference: BuyerPreference;
  readonly isSuppressed: boolean;
  readonly position: ThreadPosition;
  readonly door: Exclude<Door, 'system'>;
  readonly enforcement: EnforcementState;
  readonly now: Date;
}

/** What was decided of a seller's message beside the guidelines; kept with it. */
export interface Sending {
  readonly reason: ContactReason | null;
  readonly kind: ReasonKind;
  readonly position: ThreadPosition;
  readonly claim: CriticalClaim | null;
  /** It claims to be critical and isn't (REASON 7). */
  readonly isMisuse: boolean;
  /** What stands against it, the gravest first; empty: it may be sent. */
  readonly obstacles: readonly Obstacle[];
  /** From when on an opt-out of the buyer stops it while it waits to be sent (OPT 1); null: never. */
  readonly yieldsFrom: Date | null;
}

/** A reason that asks for nothing: what a message has that bears none. */
const UNNAMED: ContactReason = {
  id: '',
  kind: 'permitted',
  conditions: {
    orderStatus: null,
    fulfilment: null,
    categories: null,
    openReturn: false,
    adjustedInFull: false,
    notCompleted: false,
    daysAfterCompletion: null,
    atMostPerOrder: null,
  },
  // Words of the seller's own: without them it would be the marketplace's template.
  inputs: [{ id: 'text', kind: 'text', required: true, maxLength: 0 }],
  attachments: [],
  api: [],
  label: 'other',
};

/** Stands for an order where there is none: no condition of UNNAMED asks for anything of it. */
const NO_ORDER: OrderSituation = {
  id: '',
  status: 'pending',
  fulfilment: 'seller',
  categories: [],
  amountMinor: 0,
  adjustments: [],
  hasOpenReturn: false,
  completedAt: null,
  earliestDeliveryAt: null,
  latestDeliveryAt: null,
  solicitations: 0,
  sentByReason: new Map(),
};

/** The reason for which the order has to be adjusted first (ORDER 1); null where the pack asks for no adjustment. */
export function adjustmentReason(pack: Pack): ContactReason | null {
  return pack.reasons.find(({ conditions }) => conditions.adjustedInFull) ?? null;
}

function solicitationReason(pack: Pack): ContactReason | null {
  return pack.reasons.find(({ kind }) => kind === 'solicitation') ?? null;
}

/** The reason that the words make it, where they are surer than what it calls itself. */
function reasonOf({ reason, says }: Purpose, { pack, order }: SendingFacts): ContactReason | null {
  // A request for a review is one under every name, and in every answer (OPT 2).
  if (says.solicits) return solicitationReason(pack) ?? reason;
  const missing = says.lacksStock ? adjustmentReason(pack) : null;
  if (missing === null || order === null) return reason;
  const { orderStatus } = missing.conditions;
  // An order that went out isn't the one whose goods are missing.
  return orderStatus === null || orderStatus.includes(order.status) ? missing : reason;
}

/**
 * Whether the words show that it isn't critical. What an author chose stands in the marketplace's own words, which say
 * what it is for: there a guess at them would stop what an order needs (REASON 4).
 */
function isBelied({ isGuess, says }: Purpose): boolean {
  return isGuess && says.isUncritical;
}

function isBelieved(claim: CriticalClaim | null, { critical }: Pack): boolean {
  return claim === 'fixed-subject' || (claim === 'word' && critical.wordSuffices);
}

/**
 * What kind of message it is. By mail the word or the fixed subject claims that it is critical, and the pack says
 * whether the word is believed (REASON 6); what its words show of it is believed more than any claim (REASON 7).
 */
function kindOf(reason: ContactReason | null, purpose: Purpose, pack: Pack): ReasonKind {
  if (purpose.says.solicits || reason?.kind === 'solicitation') return 'solicitation';
  // Goods that are missing are no critical message by themselves, but for the adjustment that comes first (ORDER 1).
  if (purpose.says.lacksStock && reason !== null && reason.conditions.adjustedInFull) return reason.kind;
  if (isBelied(purpose)) return 'permitted';
  if (reason?.kind === 'critical') return 'critical';
  return isBelieved(purpose.claim, pack) ? 'critical' : 'permitted';
}

function findObstacles(reason: ContactReason, isReply: boolean, facts: SendingFacts): readonly Obstacle[] {
  const isNamed = reason.id !== '';
  // An answer about a product, before any order, needs none.
  if (facts.order === null && isNamed && (!isReply || reason.kind === 'solicitation'))
    return [obstacle('order-unknown')];
  const situation: SendingSituation = { ...facts, order: facts.order ?? NO_ORDER };
  return decideSending(reason, situation).obstacles;
}

/** A subject that doesn't fit the order says nothing of why the message is written. */
const MISFITS: ReadonlySet<Obstacle['code']> = new Set([
  'order-unknown',
  'order-status',
  'fulfilment',
  'category',
  'completed',
]);

/**
 * May this message be sent at all (requirements sections 3, 4 and 6)? The same decision for every door; where it is
 * unsure what a message is for, the reading that protects the buyer more holds: it isn't critical.
 */
export function weighSending(purpose: Purpose, facts: SendingFacts): Sending {
  const weighed = weigh(purpose, facts);
  const isMisfit = weighed.obstacles.some(({ code }) => MISFITS.has(code));
  const isRead = purpose.isGuess && weighed.reason === purpose.reason && purpose.reason !== null;
  if (!isRead || !isMisfit) return weighed;
  const claim = purpose.claim === 'reason' ? null : purpose.claim;
  return weigh({ ...purpose, reason: null, claim }, facts);
}

function weigh(purpose: Purpose, facts: SendingFacts): Sending {
  const { pack, position, now } = facts;
  const { claim, says } = purpose;
  const reason = reasonOf(purpose, facts);
  const kind = kindOf(reason, purpose, pack);
  const isReply = position === 'answers-buyer' && kind !== 'solicitation';
  const obstacles = findObstacles({ ...(reason ?? UNNAMED), kind }, isReply, facts);
  const isUnadjusted = obstacles.some(({ code }) => code === 'not-adjusted');
  // What the message says makes a claim misuse; a reason that this pack doesn't hold critical is an error.
  const isMisuse = claim !== null && !isReply && (says.solicits || isBelied(purpose) || isUnadjusted);
  const yields = wouldYield(kind, facts);
  const { startsOn } = pack.optOut;
  const yieldsFrom = startsOn === null ? now : startOfDay(startsOn, pack.timeZone);
  return { reason, kind, position, claim, isMisuse, obstacles, yieldsFrom: yields ? yieldsFrom : null };
}

/** Whether an opt-out stops it, be it this buyer's or not, and be it in force yet or not. */
function wouldYield(kind: ReasonKind, { pack, order, position, now }: SendingFacts): boolean {
  const { kind: outcome } = decideOptOut({
    pack: { ...pack, optOut: { ...pack.optOut, startsOn: null } },
    preference: { declines: true, mutesSeller: false },
    categories: order?.categories ?? [],
    position,
    kind,
    now,
  });
  return outcome === 'stopped';
}
