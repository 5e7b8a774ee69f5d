/** States of a delivery, as the migration describes them. */
export type DeliveryState = 'queued' | 'handed_over' | 'refused' | 'expired' | 'cancelled';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** RFC 5321 §4.5.4.1: give up after at least 4–5 days. */
export const DELIVERY_LIFETIME_MS = 4 * 24 * HOUR;
/** When the author is told that it takes longer (relay paper, section 7). */
export const DELAY_NOTICE_AFTER_MS = 4 * HOUR;

// RFC 5321 §4.5.4.1 asks for half an hour at least once the first tries failed; the early ones are closer
// together because greylisting servers want a second try within minutes.
const INTERVALS_MS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
] as const;
const LAST_INTERVAL_MS = 8 * HOUR;

/**
 * How long to wait after the `attemptCount`-th failed attempt, in ms.
 * @param fraction in [0, 1): jitter of ±20 %, so that a provider's outage doesn't end in one burst.
 */
export function retryInterval(attemptCount: number, fraction: number): number {
  const base = INTERVALS_MS[attemptCount - 1] ?? LAST_INTERVAL_MS;
  return Math.round(base * (0.8 + 0.4 * fraction));
}

export interface AttemptFacts {
  /** Attempts so far, this one included. */
  readonly attemptCount: number;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly delayNoticed: boolean;
  readonly jitter: number;
}

export type AttemptSettlement =
  | { readonly kind: 'handed_over' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'retry'; readonly at: Date; readonly noticeDelay: boolean };

/** (outcome of an attempt, facts) → what the delivery becomes. */
export function settleAttempt(
  outcome: 'handed-over' | 'deferred' | 'refused',
  facts: AttemptFacts,
): AttemptSettlement {
  if (outcome === 'handed-over') return { kind: 'handed_over' };
  if (outcome === 'refused') return { kind: 'refused' };
  if (facts.now >= facts.expiresAt) return { kind: 'expired' };
  const next = facts.now.getTime() + retryInterval(facts.attemptCount, facts.jitter);
  return {
    kind: 'retry',
    // The last try falls on the deadline itself, not after it.
    at: new Date(Math.min(next, facts.expiresAt.getTime())),
    noticeDelay:
      !facts.delayNoticed && facts.now.getTime() - facts.createdAt.getTime() >= DELAY_NOTICE_AFTER_MS,
  };
}

export interface DeliveryFacts {
  readonly state: DeliveryState;
  readonly attemptCount: number;
  readonly delayNoticed: boolean;
}

/**
 * The one state in which a message is shown (relay paper, section 8). Never "delivered": a 250 says that the
 * provider took it, no more.
 */
export type VisibleState =
  | 'refused'
  | 'held'
  | 'kept' // shown in the message centre alone: automatic mail, or no mail address that works
  | 'queued'
  | 'delayed'
  | 'handed-over'
  | 'refused-by-provider'
  | 'expired'
  | 'cancelled'
  | 'read';

const WORST_FIRST = [
  'refused-by-provider',
  'expired',
  'delayed',
  'queued',
  'cancelled',
  'handed-over',
] as const;

function stateOf(delivery: DeliveryFacts): (typeof WORST_FIRST)[number] {
  switch (delivery.state) {
    case 'queued':
      return delivery.delayNoticed ? 'delayed' : 'queued';
    case 'handed_over':
      return 'handed-over';
    case 'refused':
      return 'refused-by-provider';
    case 'expired':
      return 'expired';
    case 'cancelled':
      return 'cancelled';
  }
}

/** (message state, its deliveries, whether the recipient opened it) → exactly one visible state; the worst wins. */
export function visibleState(
  message: 'held' | 'refused' | 'accepted',
  deliveries: readonly DeliveryFacts[],
  readByRecipient: boolean,
): VisibleState {
  if (message !== 'accepted') return message;
  if (readByRecipient) return 'read';
  const states = new Set(deliveries.map(stateOf));
  return WORST_FIRST.find((state) => states.has(state)) ?? 'kept';
}
