import type { HeaderRegion, RawField } from './header-block.ts';
import { readHeaderBlock } from './header-block.ts';
import type { Complaints } from './mime-complaints.ts';
import { Unreadable } from './mime-complaints.ts';
import type { EntityHead, MimeEntity } from './mime-entity.ts';
import { readEntityHead } from './mime-entity.ts';
import { asBuffer } from './mime-transfer.ts';
import type { MailLimits } from './received-mail.ts';

/** What all readings within one message share, so that limits hold for the whole of it (threats C2). */
export interface TreeBudget {
  readonly limits: MailLimits;
  readonly complaints: Complaints;
  partCount: number;
}

/** Where a tree begins within the message: below the root, or below a part that had to be unwrapped. */
export interface TreePlace {
  /** Path of the part that holds it, empty for the message itself. */
  readonly path: string;
  readonly depth: number;
}

interface OpenEntity {
  readonly path: string;
  readonly depth: number;
  readonly fields: readonly RawField[];
  readonly head: EntityHead;
  readonly bodyStart: number;
  readonly children: MimeEntity[];
}

interface OpenMultipart extends OpenEntity {
  readonly boundary: string;
}

interface Delimiter {
  readonly start: number;
  readonly next: number;
  /** Index of the multipart on the stack that it belongs to. */
  readonly level: number;
  readonly isClose: boolean;
}

/** RFC 2046 §5.1.1 allows boundaries of 70 characters; a field can hold more. */
const LONGEST_DELIMITER = 2000;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Takes a message apart into its MIME tree in one pass over its octets (RFC 2046 §5.1). Attached messages are
 * leaves. A delimiter line ends every part within the multipart that it belongs to; a missing close-delimiter
 * is put up with.
 *
 * Throws `Unreadable`: `too-deep`, `too-many-parts`, `ambiguous`, and what the header reader throws.
 */
export function readTree(octets: Uint8Array, budget: TreeBudget, place: TreePlace): MimeEntity {
  return new TreeReader(octets, budget, place).read();
}

class TreeReader {
  readonly #octets: Buffer;
  readonly #budget: TreeBudget;
  readonly #place: TreePlace;
  readonly #stack: OpenMultipart[] = [];
  /** The leaf whose body is being passed, or null in a preamble or epilogue. */
  #leaf: OpenEntity | null = null;
  /** Boundary of the multipart whose epilogue is being passed. */
  #closed: string | null = null;
  #root: MimeEntity | null = null;

  constructor(octets: Uint8Array, budget: TreeBudget, place: TreePlace) {
    this.#octets = asBuffer(octets);
    this.#budget = budget;
    this.#place = place;
  }

  read(): MimeEntity {
    let position = this.#openEntity(0, 'text/plain');
    while (this.#stack.length > 0 || this.#closed !== null) {
      const delimiter = this.#nextDelimiter(position);
      if (delimiter === null) break;
      this.#endLeaf(delimiter.start);
      this.#closeDownTo(delimiter.level, delimiter.start);
      position = delimiter.isClose ? this.#closeMultipart(delimiter) : this.#openPart(delimiter);
    }
    this.#endLeaf(this.#octets.length);
    this.#closeDownTo(-1, this.#octets.length);
    if (this.#root === null) throw new Unreadable('malformed', 'no entity');
    return this.#root;
  }

  /** Reads the header at `start` and opens a multipart or a leaf; gives the start of the body. */
  #openEntity(start: number, defaultType: string): number {
    const { limits, complaints } = this.#budget;
    this.#budget.partCount += 1;
    if (this.#budget.partCount > limits.parts)
      throw new Unreadable('too-many-parts', `over ${limits.parts} parts`);
    const region: HeaderRegion = {
      octets: this.#octets,
      start,
      end: this.#octets.length,
      isDelimiter: (lineStart, lineEnd) => this.#delimiterAt(lineStart, lineEnd) !== null,
    };
    const { fields, bodyStart } = readHeaderBlock(region, limits, complaints);
    const head = readEntityHead(fields, defaultType, complaints);
    const depth = this.#place.depth + this.#stack.length;
    const entity = { path: this.#nextPath(head), depth, fields, head, bodyStart, children: [] };
    if (head.boundary === null) {
      this.#leaf = entity;
      return bodyStart;
    }
    if (depth >= limits.depth) throw new Unreadable('too-deep', `over ${limits.depth} levels`);
    // Octets beyond ASCII, against RFC 2046, are compared as octets.
    const boundary = Buffer.from(head.boundary, 'utf8').toString('latin1');
    if (this.#levelOf(boundary) !== -1) complaints.add('boundary-reused', boundary);
    this.#stack.push({ ...entity, boundary });
    return bodyStart;
  }

  /** Counts parts as IMAP does (RFC 9051 §6.4.5.1): the parts of the outermost multipart are 1, 2, 3. */
  #nextPath(head: EntityHead): string {
    const parent = this.#stack.at(-1);
    const prefix = parent?.path ?? this.#place.path;
    if (parent === undefined) return prefix === '' && head.boundary === null ? '1' : prefix;
    return `${prefix === '' ? '' : `${prefix}.`}${parent.children.length + 1}`;
  }

  #nextDelimiter(from: number): Delimiter | null {
    let start = this.#startsLine(from) ? from : this.#nextHyphens(from);
    while (start !== -1) {
      const feed = this.#octets.indexOf(LINE_FEED, start);
      const end = feed === -1 ? this.#octets.length : feed;
      const found = this.#delimiterAt(start, end);
      if (found !== null) return { ...found, start, next: feed === -1 ? end : feed + 1 };
      start = this.#nextHyphens(start);
    }
    return null;
  }

  #startsLine(position: number): boolean {
    return this.#octets[position] === 0x2d && this.#octets[position + 1] === 0x2d;
  }

  #nextHyphens(from: number): number {
    const place = this.#octets.indexOf('\n--', from, 'latin1');
    return place === -1 ? -1 : place + 1;
  }

  /**
   * The whole line counts, without white space at its end. RFC 2046 §5.1.1 compares only its beginning; but
   * then the boundary `a` would end parts of a multipart within whose boundary is `ab`.
   */
  #delimiterAt(start: number, end: number): Pick<Delimiter, 'level' | 'isClose'> | null {
    const text = this.#octets
      .toString('latin1', start + 2, Math.min(end, start + LONGEST_DELIMITER))
      .trimEnd();
    const opened = this.#levelOf(text);
    if (opened !== -1) return { level: opened, isClose: false };
    const closed = text.endsWith('--') ? this.#levelOf(text.slice(0, -2)) : -1;
    if (closed !== -1) return { level: closed, isClose: true };
    // SECURITY: behind its close-delimiter a multipart is over by the book; readers that go on find parts
    // there that nobody judged (threats C1).
    if (this.#closed !== null && this.#leaf === null && text === this.#closed)
      throw new Unreadable('ambiguous', 'parts behind the close-delimiter');
    return null;
  }

  /** The innermost multipart with this boundary, or -1. */
  #levelOf(boundary: string): number {
    return this.#stack.findLastIndex((multipart) => multipart.boundary === boundary);
  }

  #openPart(delimiter: Delimiter): number {
    this.#closed = null;
    const isDigest = this.#stack.at(-1)?.head.mediaType === 'multipart/digest';
    // RFC 2046 §5.1.5.
    return this.#openEntity(delimiter.next, isDigest ? 'message/rfc822' : 'text/plain');
  }

  #closeMultipart(delimiter: Delimiter): number {
    this.#closed = this.#stack.at(-1)?.boundary ?? null;
    this.#closeDownTo(delimiter.level - 1, delimiter.next);
    return delimiter.next;
  }

  /** `end` is the start of a delimiter line; the line end before belongs to the delimiter (RFC 2046 §5.1.1). */
  #endLeaf(end: number): void {
    const leaf = this.#leaf;
    if (leaf === null) return;
    this.#leaf = null;
    this.#finish(leaf, end === this.#octets.length ? end : this.#beforeLineEnd(leaf.bodyStart, end));
  }

  #beforeLineEnd(bodyStart: number, end: number): number {
    if (end <= bodyStart) return bodyStart;
    const feed = end - 1;
    return feed > bodyStart && this.#octets[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
  }

  /** Closes the multiparts above `level`. */
  #closeDownTo(level: number, end: number): void {
    while (this.#stack.length - 1 > level) {
      const multipart = this.#stack.pop();
      if (multipart !== undefined) this.#finish(multipart, end);
    }
  }

  #finish(open: OpenEntity, end: number): void {
    const { path, depth, fields, head, bodyStart, children } = open;
    const body = this.#octets.subarray(bodyStart, Math.max(bodyStart, end));
    const entity: MimeEntity = { path, depth, fields, head, body, children };
    const parent = this.#stack.at(-1);
    if (parent === undefined) this.#root = entity;
    else parent.children.push(entity);
  }
}
