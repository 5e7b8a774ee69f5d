import { localDate } from './calendar.ts';
import type { Pack } from './pack.ts';

/** What a buyer has said about messages that aren't needed (OPT 1). */
export interface BuyerPreference {
  /** Declines them from all sellers of the marketplace. */
  readonly declines: boolean;
  /** Declines them from this seller. */
  readonly mutesSeller: boolean;
}

/** Where a message stands in the exchange of the two parties. */
export const THREAD_POSITIONS = [
  /** Answers a message of the buyer, by its thread or by the quoted original (OPT 2). */
  'answers-buyer',
  /** Continues a conversation: filed by order id, or answers what the seller or the marketplace wrote. */
  'filed',
  /** Opens a conversation. */
  'new',
] as const;
export type ThreadPosition = (typeof THREAD_POSITIONS)[number];

/** What decides whether an opt-out stops a message. */
export interface OptOutQuestion {
  readonly pack: Pick<Pack, 'optOut' | 'timeZone'>;
  readonly preference: BuyerPreference;
  /** Of all products of the order. */
  readonly categories: readonly string[];
  readonly position: ThreadPosition;
  readonly kind: 'critical' | 'permitted' | 'solicitation';
  readonly now: Date;
}

export type OptOutDecision =
  | {
      readonly kind: 'passes';
      readonly because: 'critical' | 'reply' | 'exempt-category' | 'not-in-force' | 'not-declined';
    }
  | { readonly kind: 'stopped' };

const passes = (because: Extract<OptOutDecision, { kind: 'passes' }>['because']): OptOutDecision => ({
  kind: 'passes',
  because,
});

/**
 * Does an opt-out stop this message (OPT 1–3, 5)? Critical messages and replies pass; a solicitation never is a
 * reply. Orders with a product of an exempt category aren't covered, and before the marketplace's date nobody's are.
 */
export function decideOptOut(question: OptOutQuestion): OptOutDecision {
  const { pack, preference, kind } = question;
  if (kind === 'critical') return passes('critical');
  if (kind !== 'solicitation' && question.position === 'answers-buyer') return passes('reply');
  if (question.categories.some((category) => pack.optOut.exemptCategories.includes(category)))
    return passes('exempt-category');
  const { startsOn } = pack.optOut;
  if (startsOn !== null && localDate(question.now, pack.timeZone) < startsOn) return passes('not-in-force');
  return preference.declines || preference.mutesSeller ? { kind: 'stopped' } : passes('not-declined');
}
