import type { EventType } from '#market/event.ts';
import { hears, isEventType, readableData } from '#market/event.ts';
import type { EventOwner, EventPosition, StoredEvent } from '#store/event-log.ts';

import type { Reader } from './reader.ts';
import { sideOf } from './reader.ts';

export interface EventView {
  /** The same whenever and however it is read: who gets it twice knows it by this. */
  readonly id: string;
  /** The place behind it, for `after`. */
  readonly cursor: string;
  readonly type: EventType;
  readonly at: Date;
  readonly marketplace: string | null;
  readonly seller: string | null;
  /** Null for sellers: two of them could tell by it that they share a buyer (ALIAS 2). */
  readonly buyer: string | null;
  readonly conversation: string | null;
  readonly message: string | null;
  /** For the operator alone. */
  readonly delivery: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A place in the log as readers keep it. */
export function encodePosition({ xid, seq }: EventPosition): string {
  return Buffer.from(`${xid} ${seq}`).toString('base64url');
}

/** What `encodePosition` wrote, or null for anything else. */
export function decodePosition(text: string): EventPosition | null {
  const [, xid, seq] =
    /^(\d{1,19}) (\d{1,15})$/u.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  return xid === undefined || seq === undefined ? null : { xid, seq: Number(seq) };
}

/** Whose events a reader asks the log for; `eventView` decides about each. */
export function eventsOf(reader: Reader): EventOwner {
  switch (reader.kind) {
    case 'seller':
      return { sellerId: reader.sellerId };
    case 'buyer':
      return { buyerId: reader.buyerId };
    case 'operator':
      return {};
  }
}

/** SECURITY: an event as this reader may see it; null where it isn't for them. */
export function eventView(event: StoredEvent, reader: Reader): EventView | null {
  if (!isEventType(event.kind) || !isOwn(event, reader)) return null;
  const side = sideOf(reader);
  if (side !== null && !hears(side, event)) return null;
  return {
    id: `evt_${event.position.seq}`,
    cursor: encodePosition(event.position),
    type: event.kind,
    at: event.at,
    marketplace: event.marketplaceId,
    seller: event.sellerId,
    buyer: side === 'seller' ? null : event.buyerId,
    conversation: event.conversationId,
    message: event.messageId,
    delivery: side === null ? event.deliveryId : null,
    data: readableData(event.kind, side ?? 'operator', event.data),
  };
}

function isOwn({ sellerId, buyerId, conversationId }: StoredEvent, reader: Reader): boolean {
  switch (reader.kind) {
    case 'seller':
      return sellerId === reader.sellerId;
    case 'buyer':
      return (
        buyerId === reader.buyerId &&
        // Who came by a link in a mail hears of its conversation alone.
        (reader.within == null || conversationId === reader.within.conversationId)
      );
    case 'operator':
      return true;
  }
}
