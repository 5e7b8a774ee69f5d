import type { Actor } from './party.ts';
import { isSameActor } from './review.ts';

/** `upheld`: the decision stands. `reversed`: it is taken back at once. */
export const OBJECTION_OUTCOMES = ['upheld', 'reversed'] as const;
export type ObjectionOutcome = (typeof OBJECTION_OUTCOMES)[number];

/** What became of the objection to a statement of reasons (MOD 3): there is one, once. */
export type ObjectionState =
  | { readonly kind: 'none' }
  | { readonly kind: 'open' }
  | { readonly kind: 'decided'; readonly outcome: ObjectionOutcome };

export type ObjectionEvent =
  | { readonly kind: 'object' }
  | {
      readonly kind: 'decide';
      readonly by: Actor;
      readonly outcome: ObjectionOutcome;
      /** There is nobody else who could decide: said by whoever decides, and kept with the decision. */
      readonly nobodyElse: boolean;
    };

export type ObjectionRefusal = 'objected-already' | 'objection-too-late' | 'no-objection' | 'decided-by-same';

export type ObjectionStep =
  | { readonly kind: 'next'; readonly state: ObjectionState }
  | { readonly kind: 'refused'; readonly reason: ObjectionRefusal };

/** The statement that is objected to. `decidedBy` is the system's where the schedule decided. */
export interface ObjectedStatement {
  readonly decidedBy: Actor;
  readonly objectUntil: Date;
}

const refused = (reason: ObjectionRefusal): ObjectionStep => ({ kind: 'refused', reason });

/**
 * (state, event) → state. Pure. Whoever took the decision doesn't decide on the objection to it, unless they say that
 * there is nobody else (Regulation (EU) 2022/2065, Article 20(6): under supervision of staff, not by automata).
 */
export function advanceObjection(
  state: ObjectionState,
  event: ObjectionEvent,
  { decidedBy, objectUntil }: ObjectedStatement,
  now: Date,
): ObjectionStep {
  if (event.kind === 'object') {
    if (state.kind !== 'none') return refused('objected-already');
    return now < objectUntil ? { kind: 'next', state: { kind: 'open' } } : refused('objection-too-late');
  }
  if (state.kind !== 'open') return refused('no-objection');
  if (isSameActor(decidedBy, event.by) && !event.nobodyElse) return refused('decided-by-same');
  return { kind: 'next', state: { kind: 'decided', outcome: event.outcome } };
}
