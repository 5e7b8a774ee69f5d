import type { Clock, Ids } from '#flow/ports.ts';
import type { Database } from '#store/connect.ts';
import type { EventPosition, StoredEvent } from '#store/event-log.ts';
import { endOfEvents, readEvents } from '#store/event-log.ts';
import type { Listener, NewWebhookDelivery } from '#store/webhook-delivery.ts';
import {
  listListeners,
  lockFanOut,
  lockReplay,
  moveFanOut,
  moveReplay,
  queueWebhooks,
} from '#store/webhook-delivery.ts';
import type { EventView } from '#views/events.ts';
import { eventView } from '#views/events.ts';
import type { Reader } from '#views/reader.ts';

export interface MakeDeliveriesPorts extends Pick<Database, 'db' | 'pool'> {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What a pass came to: how many deliveries, and whether there may be more at once. */
export interface MakingPass {
  readonly made: number;
  readonly more: boolean;
}

const EVENTS_AT_ONCE = 500;

/**
 * Makes deliveries of the next events, for every endpoint that hears of them: the deliveries and the place that was
 * reached are one commit, so each event becomes one delivery per endpoint, whatever is killed when. Of several nodes one
 * does it at a time.
 */
export async function makeDeliveries({ db, pool, clock, ids }: MakeDeliveriesPorts): Promise<MakingPass> {
  return db.transaction().execute(async (tx) => {
    const after = await lockFanOut(tx);
    if (after === null) return { made: 0, more: false };
    // Before the endpoints are read: one that is added meanwhile has lost nothing.
    const end = await endOfEvents(pool);
    const listeners = await listListeners(tx);
    if (listeners.length === 0) {
      if (end.xid !== after.xid) await moveFanOut(tx, end);
      return { made: 0, more: false };
    }
    const { events, position, more } = await readEvents(pool, after, EVENTS_AT_ONCE);
    const deliveries = events.flatMap((event) =>
      listeners.flatMap((one) => deliveryFor(one, event, ids, 'event')),
    );
    await queueWebhooks(tx, deliveries, clock.now());
    await moveFanOut(tx, position);
    return { made: deliveries.length, more };
  });
}

/** Goes on with one replay that somebody asked for. */
export async function makeReplays({ db, pool, clock, ids }: MakeDeliveriesPorts): Promise<MakingPass> {
  return db.transaction().execute(async (tx) => {
    const replay = await lockReplay(tx);
    if (replay === null) return { made: 0, more: false };
    const owner = replay.sellerId === null ? {} : { sellerId: replay.sellerId };
    const { events, position, more } = await readEvents(pool, replay.after, EVENTS_AT_ONCE, owner);
    const wanted = events.filter((event) => !isBehind(event.position, replay.until));
    const deliveries = wanted.flatMap((event) => deliveryFor(replay, event, ids, 'replay'));
    await queueWebhooks(tx, deliveries, clock.now());
    const isOver = !more || isBehind(position, replay.until) || wanted.length < events.length;
    await moveReplay(tx, replay.id, isOver ? null : position);
    return { made: deliveries.length, more: true };
  });
}

function isBehind(one: EventPosition, other: EventPosition): boolean {
  const [a, b] = [BigInt(one.xid), BigInt(other.xid)];
  return a > b || (a === b && one.seq > other.seq);
}

/** SECURITY: an endpoint hears what its owner may read, no more: the same view as by `GET /api/v1/events`. */
function deliveryFor(
  { id, sellerId, types }: Listener,
  event: StoredEvent,
  ids: Ids,
  cause: NewWebhookDelivery['cause'],
): NewWebhookDelivery[] {
  if (types.length > 0 && !types.includes(event.kind)) return [];
  const reader: Reader = sellerId === null ? { kind: 'operator' } : { kind: 'seller', sellerId };
  const view = eventView(event, reader);
  if (view === null) return [];
  return [
    {
      id: ids.uuid(),
      endpointId: id,
      eventSeq: event.position.seq,
      type: view.type,
      payload: JSON.stringify({ type: view.type, timestamp: view.at, data: view }),
      orderKey: orderKeyOf(view),
      cause,
    },
  ];
}

/** In order per conversation, else per order; what belongs to neither has no order to keep. */
function orderKeyOf({ conversation, data, id }: EventView): string {
  const { orderId } = data;
  return conversation ?? (typeof orderId === 'string' ? orderId : id);
}
