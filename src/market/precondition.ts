import type { AdjustmentFact } from './adjustment.ts';
import { adjustedInFull } from './adjustment.ts';
import type { CalendarDate } from './calendar.ts';
import { addDays, daysBetween, localDate } from './calendar.ts';
import type { ContactReason, ReasonConditions } from './contact-reason.ts';
import type { Obstacle } from './obstacle.ts';
import { obstacle } from './obstacle.ts';
import type { Fulfilment, OrderStatus } from './order.ts';
import type { Pack } from './pack.ts';

/** An order as far as it decides whether a message about it may be sent. */
export interface OrderSituation {
  readonly id: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  /** Of all its products. */
  readonly categories: readonly string[];
  /** The sum of its lines in minor units. */
  readonly amountMinor: number;
  readonly adjustments: readonly AdjustmentFact[];
  readonly hasOpenReturn: boolean;
  readonly completedAt: Date | null;
  readonly earliestDeliveryAt: Date | null;
  readonly latestDeliveryAt: Date | null;
  /** Solicitations that were taken for it, whatever the way they came. */
  readonly solicitations: number;
  /** Proactive messages that were taken for it, by contact reason. */
  readonly sentByReason: ReadonlyMap<string, number>;
}

export interface SolicitationWindow {
  /** The first and the last day, both whole, in the marketplace's zone. */
  readonly opensOn: CalendarDate;
  readonly closesOn: CalendarDate;
}

/**
 * When the order may be asked for a review (ORDER 6): from some days after the earliest promised delivery to some
 * days after the latest one. Where only one of them is known it stands for both, else the day of completion does;
 * null where nothing is known.
 */
export function solicitationWindow(
  order: Pick<OrderSituation, 'completedAt' | 'earliestDeliveryAt' | 'latestDeliveryAt'>,
  pack: Pick<Pack, 'solicitation' | 'timeZone'>,
): SolicitationWindow | null {
  const earliest = order.earliestDeliveryAt ?? order.latestDeliveryAt ?? order.completedAt;
  const latest = order.latestDeliveryAt ?? order.earliestDeliveryAt ?? order.completedAt;
  if (earliest === null || latest === null) return null;
  const { opensAfterDays, closesAfterDays } = pack.solicitation;
  return {
    opensOn: addDays(localDate(earliest, pack.timeZone), opensAfterDays),
    closesOn: addDays(localDate(latest, pack.timeZone), closesAfterDays),
  };
}

/**
 * The last day on which a seller may write of their own accord (ORDER 5), which is the day of completion plus
 * `days`, whole; null while the order isn't completed. Days are those of the marketplace's zone: an order completed
 * at 23:59 on 1 March can be written about until midnight after 31 March.
 */
export function lastProactiveDay(
  completedAt: Date | null,
  days: number,
  timeZone: string,
): CalendarDate | null {
  return completedAt === null ? null : addDays(localDate(completedAt, timeZone), days);
}

function windowObstacle(order: OrderSituation, pack: Pack, today: CalendarDate): Obstacle | null {
  const window = solicitationWindow(order, pack);
  if (window === null) return obstacle('window-unknown');
  if (today < window.opensOn) return obstacle('before-window', { from: window.opensOn });
  return today > window.closesOn ? obstacle('after-window', { until: window.closesOn }) : null;
}

function lateness(
  reason: ContactReason,
  order: OrderSituation,
  pack: Pack,
  today: CalendarDate,
): Obstacle | null {
  const days = reason.conditions.daysAfterCompletion ?? pack.preconditions.daysAfterCompletion;
  const last = lastProactiveDay(order.completedAt, days, pack.timeZone);
  if (last === null || today <= last) return null;
  return obstacle('completed-too-long-ago', { passed: days + daysBetween(last, today), days });
}

type OrderQuestion = (conditions: ReasonConditions, order: OrderSituation) => Obstacle | null;

const ORDER_QUESTIONS: readonly OrderQuestion[] = [
  ({ orderStatus }, { status }) =>
    orderStatus === null || orderStatus.includes(status) ? null : obstacle('order-status', { status }),
  (conditions, { fulfilment }) =>
    conditions.fulfilment === null || conditions.fulfilment.includes(fulfilment)
      ? null
      : obstacle('fulfilment', { fulfilment }),
  ({ categories }, order) =>
    categories === null || order.categories.some((category) => categories.includes(category))
      ? null
      : obstacle('category'),
  ({ openReturn }, { hasOpenReturn }) => (openReturn && !hasOpenReturn ? obstacle('no-open-return') : null),
  (conditions, order) =>
    conditions.adjustedInFull && adjustedInFull(order, order.adjustments).kind === 'not-in-full'
      ? obstacle('not-adjusted')
      : null,
  ({ notCompleted }, { completedAt }) =>
    notCompleted && completedAt !== null ? obstacle('completed') : null,
];

function countObstacle({ id, kind, conditions }: ContactReason, order: OrderSituation): Obstacle | null {
  if (kind === 'solicitation') return order.solicitations > 0 ? obstacle('solicited-already') : null;
  const { atMostPerOrder } = conditions;
  const sent = order.sentByReason.get(id) ?? 0;
  return atMostPerOrder !== null && sent >= atMostPerOrder
    ? obstacle('sent-already', { times: atMostPerOrder })
    : null;
}

/**
 * What of the order stands against this reason (ORDER 1–6). What a reason asks of the order itself holds in answers
 * too; days and counts bind only what a seller sends of their own accord, and a solicitation always is that.
 */
export function findPreconditionObstacles(
  reason: ContactReason,
  order: OrderSituation,
  { pack, isReply, now }: { readonly pack: Pack; readonly isReply: boolean; readonly now: Date },
): Obstacle[] {
  const today = localDate(now, pack.timeZone);
  const isSolicitation = reason.kind === 'solicitation';
  const isProactive = isSolicitation || !isReply;
  const { startsOn } = pack.preconditions;
  const found: (Obstacle | null)[] = [];
  if (startsOn === null || today >= startsOn) {
    found.push(...ORDER_QUESTIONS.map((ask) => ask(reason.conditions, order)));
    if (isSolicitation) found.push(windowObstacle(order, pack, today));
    else if (isProactive) found.push(lateness(reason, order, pack, today));
  }
  // One solicitation per order is no matter of dates: the counter holds from the first day on.
  if (isProactive) found.push(countObstacle(reason, order));
  return found.filter((item) => item !== null);
}
