// What a seller has to do, before it is missed (ORDER 7). Deadlines are whole days of the marketplace's calendar.
import { addDays, localDate, startOfDay } from './calendar.ts';
import type { Pack } from './pack.ts';

export const DUTY_KINDS = [
  /** The shipment of an order isn't confirmed. */
  'confirm-shipment',
  /** The order can't arrive when it was promised, and the buyer wasn't told. */
  'tell-delay',
  /** Pieces were cancelled because they aren't there, and the buyer wasn't written to. */
  'tell-unavailability',
  /** The buyer decided to cancel after a delay; open until an adjustment arrives (ORDER 2). */
  'refund-cancelled',
  /** A return was asked for and waits for an answer. */
  'answer-return',
  /** A return has arrived, and its money hasn't gone back. */
  'refund-return',
] as const;
export type DutyKind = (typeof DUTY_KINDS)[number];

/** When duties are due: data of the pack, in days. */
export interface DutyRules {
  /** After the order was placed. */
  readonly shipWithinDays: number;
  /** Before the last promised day of delivery, while the order isn't shipped. */
  readonly delayNoticeDays: number;
  /** Contact reasons by which a buyer is told of a delay. */
  readonly delayReasons: readonly string[];
  /** After the adjustment. */
  readonly unavailabilityWithinDays: number;
  /** Contact reasons by which a buyer is told that something isn't there. */
  readonly unavailabilityReasons: readonly string[];
  /** After the buyer's decision. */
  readonly refundWithinDays: number;
  /** After it was asked for. */
  readonly answerReturnWithinDays: number;
  /** After it was asked for: when it arrived isn't known. */
  readonly refundReturnWithinDays: number;
}

/** Something of a seller's that may be a duty, as the store finds it. */
export type DutyCause =
  | {
      readonly kind: 'order-to-ship';
      readonly orderId: string;
      readonly placedAt: Date;
      readonly latestDeliveryAt: Date | null;
      readonly toldOfDelay: boolean;
    }
  | { readonly kind: 'cancelled-pieces'; readonly orderId: string; readonly adjustedAt: Date }
  | { readonly kind: 'cancellation-wish'; readonly orderId: string; readonly wishedAt: Date }
  | {
      readonly kind: 'return';
      readonly orderId: string;
      readonly returnId: string;
      readonly status: 'requested' | 'received';
      readonly openedAt: Date;
    };

export interface Duty {
  readonly kind: DutyKind;
  readonly orderId: string;
  readonly returnId: string | null;
  /** Since when it is one. */
  readonly since: Date;
  /** The first instant at which it is missed. */
  readonly dueBefore: Date;
  readonly isOverdue: boolean;
}

type DutyPack = Pick<Pack, 'duties' | 'timeZone'>;

/** The end of the day that lies `days` after the day of `at`, in the marketplace's zone. */
function endOfDayAfter(at: Date, days: number, timeZone: string): Date {
  return startOfDay(addDays(localDate(at, timeZone), days + 1), timeZone);
}

/** When the buyer of an unshipped order has to be told that it is late; null where nothing was promised. */
export function delayNoticeDue(latestDeliveryAt: Date | null, { duties, timeZone }: DutyPack): Date | null {
  return latestDeliveryAt === null
    ? null
    : endOfDayAfter(latestDeliveryAt, -duties.delayNoticeDays, timeZone);
}

/** The duties that follow from what was found, the most urgent first. */
export function dutiesOf(causes: readonly DutyCause[], pack: DutyPack, now: Date): readonly Duty[] {
  const found = causes.flatMap((cause) => dutiesOfCause(cause, pack, now));
  return found.toSorted(
    (a, b) => a.dueBefore.getTime() - b.dueBefore.getTime() || (a.orderId < b.orderId ? -1 : 1),
  );
}

function dutiesOfCause(cause: DutyCause, pack: DutyPack, now: Date): Duty[] {
  const { duties, timeZone } = pack;
  const duty = (kind: DutyKind, since: Date, dueBefore: Date): Duty => ({
    kind,
    orderId: cause.orderId,
    returnId: cause.kind === 'return' ? cause.returnId : null,
    since,
    dueBefore,
    isOverdue: dueBefore <= now,
  });
  const within = (kind: DutyKind, since: Date, days: number): Duty =>
    duty(kind, since, endOfDayAfter(since, days, timeZone));
  switch (cause.kind) {
    case 'order-to-ship': {
      const ship = within('confirm-shipment', cause.placedAt, duties.shipWithinDays);
      const due = cause.toldOfDelay ? null : delayNoticeDue(cause.latestDeliveryAt, pack);
      // Shown on the day on which it has to be done at the latest.
      const shownFrom =
        due === null ? null : startOfDay(localDate(new Date(due.getTime() - 1), timeZone), timeZone);
      const isLate = due !== null && shownFrom !== null && shownFrom <= now;
      return isLate ? [ship, duty('tell-delay', shownFrom, due)] : [ship];
    }
    case 'cancelled-pieces':
      return [within('tell-unavailability', cause.adjustedAt, duties.unavailabilityWithinDays)];
    case 'cancellation-wish':
      return [within('refund-cancelled', cause.wishedAt, duties.refundWithinDays)];
    case 'return':
      return [
        cause.status === 'requested'
          ? within('answer-return', cause.openedAt, duties.answerReturnWithinDays)
          : within('refund-return', cause.openedAt, duties.refundReturnWithinDays),
      ];
  }
}

/** What decides whether a buyer may cancel for a delay. */
export interface DelayedOrder {
  readonly status: string;
  readonly latestDeliveryAt: Date | null;
  readonly toldOfDelay: boolean;
}

/** ORDER 2: who was told of a delay, or whose promised day is over, may decide to cancel what isn't shipped. */
export function mayCancelForDelay(order: DelayedOrder, { timeZone }: DutyPack, now: Date): boolean {
  if (order.status !== 'unshipped' && order.status !== 'partially_shipped') return false;
  const { latestDeliveryAt } = order;
  const isPast = latestDeliveryAt !== null && endOfDayAfter(latestDeliveryAt, 0, timeZone) <= now;
  return order.toldOfDelay || isPast;
}
