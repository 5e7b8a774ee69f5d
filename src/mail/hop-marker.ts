import { dayOf, makeToken, readToken } from './signed-token.ts';

/** Field that carries the hop marker of a message that left here (threats M1). */
export const HOP_MARKER_FIELD = 'X-Parley-Hop';

const PURPOSE = 'hop';

/**
 * The value of `X-Parley-Hop`. A message that comes in with a marker of ours in its own header is one that
 * left here and was sent back by a forwarding rule: it is stopped on the first return, whatever became of
 * its Received fields (RFC 5321 §6.3 counts those; some forwarders drop them).
 */
export function makeHopMarker(deliveryId: string, key: Uint8Array, now: Date): string {
  return makeToken({ deliveryId, day: dayOf(now) }, PURPOSE, key);
}

/**
 * The delivery that a marker names, or null if the marker isn't ours: a forged one stops nothing. Markers
 * don't expire, since a loop may be slow.
 */
export function readHopMarker(
  value: string,
  keys: readonly Uint8Array[],
): { readonly deliveryId: string } | null {
  const token = readToken(value.trim(), PURPOSE, keys);
  return token === null ? null : { deliveryId: token.deliveryId };
}
