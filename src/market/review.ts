import type { Actor } from './party.ts';

/**
 * What a review is about: a message that waits, a reported message, the reported conduct of a party in a conversation,
 * or something that the operator took up unasked.
 */
export const REVIEW_KINDS = ['held', 'reported', 'conduct', 'discretion'] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** `uphold`: reported conduct was a breach. */
export const REVIEW_DECISIONS = ['permit', 'amend', 'refuse', 'dismiss', 'block', 'uphold'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/** What can be decided of each kind; a message that was delivered can't be refused any more, only blocked. */
export const DECISIONS_OF: Readonly<Record<ReviewKind, readonly ReviewDecision[]>> = {
  held: ['permit', 'amend', 'refuse'],
  reported: ['dismiss', 'block'],
  conduct: ['dismiss', 'uphold'],
  discretion: ['block'],
};

/**
 * The states of a review:
 *   open      waits; claimed by somebody until `until`, after which it waits as if it never was
 *   decided   can be undone until `undoUntil` as long as nothing of it has left, then it is open again
 *   settled   what it was about is decided elsewhere (a held message that ran out of time)
 */
export type ReviewState =
  | { readonly kind: 'open'; readonly claim: { readonly by: Actor; readonly until: Date } | null }
  | {
      readonly kind: 'decided';
      readonly by: Actor;
      readonly decision: ReviewDecision;
      readonly undoUntil: Date;
    }
  | { readonly kind: 'settled' };

export type ReviewEvent =
  | { readonly kind: 'claim'; readonly by: Actor; readonly until: Date }
  | { readonly kind: 'release'; readonly by: Actor }
  | {
      readonly kind: 'decide';
      readonly by: Actor;
      readonly decision: ReviewDecision;
      readonly undoUntil: Date;
    }
  | { readonly kind: 'undo'; readonly by: Actor; readonly hasLeft: boolean }
  | { readonly kind: 'settle' };

export type ReviewRefusal =
  | 'review-claimed'
  | 'review-not-claimed'
  | 'review-decided'
  | 'review-not-decided'
  | 'decision-not-possible'
  | 'undo-too-late';

export type ReviewStep =
  | { readonly kind: 'next'; readonly state: ReviewState }
  | { readonly kind: 'refused'; readonly reason: ReviewRefusal };

const refused = (reason: ReviewRefusal): ReviewStep => ({ kind: 'refused', reason });
const next = (state: ReviewState): ReviewStep => ({ kind: 'next', state });

/** The same person, as far as it is known: the same token, or the same name on another one. */
export function isSameActor(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && ((a.id !== null && a.id === b.id) || a.label === b.label);
}

/** (state, event) → state. Pure. Who hasn't claimed a case can't decide it, and a claim that ran out is none. */
export function advanceReview(
  kind: ReviewKind,
  state: ReviewState,
  event: ReviewEvent,
  now: Date,
): ReviewStep {
  if (state.kind === 'settled') return refused('review-decided');
  if (event.kind === 'undo') return undo(state, event.hasLeft, now);
  if (state.kind === 'decided') return refused('review-decided');
  if (event.kind === 'settle') return next({ kind: 'settled' });
  const claim = state.claim !== null && state.claim.until > now ? state.claim : null;
  if (claim !== null && !isSameActor(claim.by, event.by)) return refused('review-claimed');
  if (event.kind === 'claim') return next({ kind: 'open', claim: { by: event.by, until: event.until } });
  if (claim === null) return refused('review-not-claimed');
  return event.kind === 'release' ? next({ kind: 'open', claim: null }) : decide(kind, event);
}

function decide(kind: ReviewKind, event: Extract<ReviewEvent, { kind: 'decide' }>): ReviewStep {
  const { by, decision, undoUntil } = event;
  return DECISIONS_OF[kind].includes(decision)
    ? next({ kind: 'decided', by, decision, undoUntil })
    : refused('decision-not-possible');
}

function undo(state: ReviewState, hasLeft: boolean, now: Date): ReviewStep {
  if (state.kind !== 'decided') return refused('review-not-decided');
  return hasLeft || state.undoUntil <= now ? refused('undo-too-late') : next({ kind: 'open', claim: null });
}
