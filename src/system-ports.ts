import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '#flow/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/**
 * Ids from a clock and a source of random bytes. A UUIDv7 (RFC 9562 §5.7) holds the time in milliseconds, then
 * a 12-bit counter, then 62 random bits; ids of one `Ids` sort in the order in which they were made.
 */
export function createIds(clock: Clock, random: (length: number) => Uint8Array): Ids {
  let lastTime = 0;
  let counter = 0;

  // RFC 9562 §6.2, method 1: the counter starts anew in each millisecond, with its top bit clear so that there
  // is room to count; when it is full, or the clock stands or goes back, the time runs ahead by itself.
  const tick = (seed: number): void => {
    const now = clock.now().getTime();
    if (now > lastTime) {
      lastTime = now;
      counter = seed & 0x7ff;
    } else if (counter < 0xfff) {
      counter += 1;
    } else {
      lastTime += 1;
      counter = seed & 0x7ff;
    }
  };

  return {
    uuid() {
      const bytes = Buffer.alloc(16);
      bytes.set(random(10), 6);
      tick(bytes.readUInt16BE(6));
      bytes.writeUIntBE(lastTime, 0, 6);
      bytes.writeUInt16BE(0x7000 | counter, 6);
      bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
      const hex = bytes.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
        '-',
      );
    },
    random,
  };
}

/** Asking the operating system costs a microsecond or two each time, and ids need ten bytes. */
const POOL = 8192;

/** Random bytes of the operating system, fetched in advance; none is given twice. */
function pooledRandom(): (length: number) => Uint8Array {
  let pool: Uint8Array = new Uint8Array();
  let used = 0;
  return (length) => {
    if (length > POOL / 8) return randomBytes(length);
    if (used + length > pool.length) {
      pool = randomBytes(POOL);
      used = 0;
    }
    const bytes = Uint8Array.from(pool.subarray(used, used + length));
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}

/** Ids from the machine's clock and the random generator of the operating system. */
export function createSystemIds(): Ids {
  return createIds(systemClock, pooledRandom());
}
