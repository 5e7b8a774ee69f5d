import type { DataSink } from './wire-reader.ts';

/** Memory that all messages in flight share. */
export class MessageMemory {
  readonly #total: number;
  #used = 0;

  constructor(total: number) {
    this.#total = total;
  }

  /** Octets that messages hold at present. */
  get used(): number {
    return this.#used;
  }

  reserve(octets: number): boolean {
    if (this.#used + octets > this.#total) return false;
    this.#used += octets;
    return true;
  }

  release(octets: number): void {
    this.#used -= octets;
  }
}

const FIRST_CAPACITY = 16 * 1024;

/**
 * Collects one message. It grows by doubling, so that each octet is moved a bounded number of times and a
 * message that comes octet by octet costs no more memory than another. When the message gets too large, or the
 * memory runs out, what there is is let go and the rest only counted.
 */
export class MessageBuffer implements DataSink {
  readonly #memory: MessageMemory;
  readonly #maxBytes: number;
  #octets: Buffer = Buffer.alloc(0);
  #length = 0;
  #failure: 'too-large' | 'out-of-memory' | null = null;

  constructor(memory: MessageMemory, maxBytes: number) {
    this.#memory = memory;
    this.#maxBytes = maxBytes;
  }

  /** Octets received, kept or not. */
  get length(): number {
    return this.#length;
  }

  /** Null while the message is whole. */
  get failure(): 'too-large' | 'out-of-memory' | null {
    return this.#failure;
  }

  write(octets: Uint8Array): void {
    const start = this.#length;
    this.#length += octets.length;
    if (this.#failure !== null) return;
    if (this.#length > this.#maxBytes) return this.#fail('too-large');
    if (this.#length > this.#octets.length && !this.#grow(start)) return this.#fail('out-of-memory');
    this.#octets.set(octets, start);
  }

  /** The message, without copying; valid until `release`. */
  content(): Uint8Array {
    return this.#octets.subarray(0, this.#length);
  }

  /** Gives the memory back; may be called more than once. */
  release(): void {
    this.#memory.release(this.#octets.length);
    this.#octets = Buffer.alloc(0);
  }

  #grow(filled: number): boolean {
    let capacity = Math.max(this.#octets.length, FIRST_CAPACITY);
    while (capacity < this.#length) capacity *= 2;
    capacity = Math.min(capacity, this.#maxBytes);
    if (!this.#memory.reserve(capacity)) return false;
    // Not from the pool: this memory outlives the segment that it came with.
    const larger = Buffer.allocUnsafeSlow(capacity);
    larger.set(this.#octets.subarray(0, filled));
    this.#memory.release(this.#octets.length);
    this.#octets = larger;
    return true;
  }

  #fail(failure: 'too-large' | 'out-of-memory'): void {
    this.#failure = failure;
    this.release();
  }
}
