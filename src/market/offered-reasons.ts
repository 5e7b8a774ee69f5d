import type { ContactReason } from './contact-reason.ts';
import { hasTemplateAlone } from './contact-reason.ts';
import type { EnforcementState } from './enforcement.ts';
import type { Door } from './message.ts';
import type { Obstacle } from './obstacle.ts';
import { obstacle } from './obstacle.ts';
import type { BuyerPreference, ThreadPosition } from './opt-out.ts';
import { decideOptOut } from './opt-out.ts';
import type { Pack } from './pack.ts';
import type { OrderSituation } from './precondition.ts';
import { findPreconditionObstacles } from './precondition.ts';

/** Everything that decides, beside what it says, whether a seller's message about an order may be sent. */
export interface SendingSituation {
  readonly pack: Pack;
  readonly order: OrderSituation;
  readonly preference: BuyerPreference;
  /** The buyer is on the seller's list of those who never get a solicitation (OPT 7). */
  readonly isSuppressed: boolean;
  readonly position: ThreadPosition;
  readonly door: Exclude<Door, 'system'>;
  readonly enforcement: EnforcementState;
  readonly now: Date;
}

export interface ReasonDecision {
  readonly reason: ContactReason;
  /** True exactly where nothing stands against it. */
  readonly offered: boolean;
  /** The gravest first. */
  readonly obstacles: readonly Obstacle[];
  /** Whether a message for this reason would reach a buyer who declines what isn't needed (OPT 6). */
  readonly wouldPassOptOut: boolean;
  /** Whether this buyer's opt-out stops it; null where the operator doesn't let sellers know beforehand. */
  readonly stoppedByOptOut: boolean | null;
}

function enforcementObstacle(
  reason: ContactReason,
  { enforcement, door, position }: SendingSituation,
): Obstacle | null {
  if (enforcement === 'messaging-suspended') return obstacle('messaging-suspended');
  if (enforcement !== 'templates-only') return null;
  const answers = position === 'answers-buyer' && reason.kind !== 'solicitation';
  // What comes by mail is words of the seller's own, whatever a template would say.
  const needsOwnWords = door === 'mail' || !hasTemplateAlone(reason);
  return needsOwnWords && !answers ? obstacle('templates-only') : null;
}

/**
 * May this seller send a message for this reason now? The whole truth, for the decision at the door; what a seller
 * may know beforehand gives `offerReasons`. Pure: the same situation gives the same decision at every door.
 */
export function decideSending(reason: ContactReason, situation: SendingSituation): ReasonDecision {
  const { pack, order, preference, position, now } = situation;
  const isReply = position === 'answers-buyer';
  const optOutQuestion = { pack, categories: order.categories, position, kind: reason.kind, now };
  const stopped = decideOptOut({ ...optOutQuestion, preference }).kind === 'stopped';
  const declines: BuyerPreference = { declines: true, mutesSeller: false };
  const found = [
    enforcementObstacle(reason, situation),
    ...findPreconditionObstacles(reason, order, { pack, isReply, now }),
    reason.kind === 'solicitation' && situation.isSuppressed ? obstacle('suppressed') : null,
    stopped ? obstacle('opted-out') : null,
  ].filter((item) => item !== null);
  return {
    reason,
    offered: found.length === 0,
    obstacles: found,
    wouldPassOptOut: decideOptOut({ ...optOutQuestion, preference: declines }).kind === 'passes',
    stoppedByOptOut: stopped,
  };
}

/**
 * Every reason of the pack with what stands against it, as a seller may see it before writing (REASON 1, OPT 6).
 * SECURITY: where the operator hides buyers' preferences the answer is the same for a buyer who declines and for one
 * who doesn't; only the notice about a message that was sent says it (OPT 4).
 */
export function offerReasons(situation: SendingSituation): readonly ReasonDecision[] {
  const { reasons, optOut } = situation.pack;
  if (!optOut.hidesPreference) return reasons.map((reason) => decideSending(reason, situation));
  const undisclosed = { ...situation, preference: { declines: false, mutesSeller: false } };
  return reasons.map((reason) => ({ ...decideSending(reason, undisclosed), stoppedByOptOut: null }));
}
