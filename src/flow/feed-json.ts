import type { FeedFault } from '#market/feed-fault.ts';
import { feedFault } from '#market/feed-fault.ts';
import { nodeOfJson } from '#market/feed-node.ts';

import type { ExpectedHead, FeedPiece, FeedReader } from './feed-pieces.ts';
import { LARGEST_PIECE, merchantFault, oversizeMessage, printable, toMessage } from './feed-pieces.ts';

/**
 * Where the reader stands in `{"header": {…}, "messages": [{…}, …]}`. Only the skeleton is read by it; each value is
 * cut out and given to JSON.parse, which has the last word on it.
 */
type Place =
  | 'start'
  | 'key-or-end'
  | 'key'
  | 'colon'
  | 'value'
  | 'list'
  | 'comma-or-end'
  | 'element-or-end'
  | 'element'
  | 'comma-or-end-of-list'
  | 'done';

/** Where each character of the skeleton leads; `open`: a value begins with it; null: it can't stand there. */
const STEPS: Readonly<
  Record<
    Place,
    { readonly steps: Readonly<Record<string, Place | 'open'>>; readonly otherwise: 'open' | null }
  >
> = {
  start: { steps: { '{': 'key-or-end' }, otherwise: null },
  'key-or-end': { steps: { '}': 'done', '"': 'open' }, otherwise: null },
  key: { steps: { '"': 'open' }, otherwise: null },
  colon: { steps: { ':': 'value' }, otherwise: null },
  value: { steps: {}, otherwise: 'open' },
  list: { steps: { '[': 'element-or-end' }, otherwise: null },
  'comma-or-end': { steps: { ',': 'key', '}': 'done' }, otherwise: null },
  'element-or-end': { steps: { ']': 'comma-or-end' }, otherwise: 'open' },
  element: { steps: {}, otherwise: 'open' },
  'comma-or-end-of-list': { steps: { ',': 'element', ']': 'comma-or-end' }, otherwise: null },
  done: { steps: {}, otherwise: null },
};

/** A value that is being cut out. */
interface OpenValue {
  readonly line: number;
  readonly role: 'key' | 'value' | 'element';
  readonly first: string;
  text: string;
  depth: number;
  inString: boolean;
  isEscaped: boolean;
}

const BLANK = /^[ \t\r\n]$/u;
/** Deeper than this nothing of ours is nested, and JSON.parse needn't try. */
const DEEPEST_VALUE = 64;

const AFTER: Readonly<Record<OpenValue['role'], Place>> = {
  key: 'colon',
  value: 'comma-or-end',
  element: 'comma-or-end-of-list',
};

/** Reads the JSON envelope. Holds one message at a time, and of one that never ends no more than LARGEST_PIECE. */
export class JsonFeedReader implements FeedReader {
  readonly #head: ExpectedHead;
  #place: Place = 'start';
  #key = '';
  #line = 1;
  #open: OpenValue | null = null;
  #pieces: FeedPiece[] = [];
  #isEnded = false;
  #seen = 0;

  constructor(head: ExpectedHead) {
    this.#head = head;
  }

  push(text: string): FeedPiece[] {
    let index = 0;
    while (index < text.length && !this.#isEnded) {
      if (this.#open === null) {
        this.#step(text.charAt(index));
        // A value begins with this very character, which is its own then.
        if (this.#open === null) {
          if (text.charAt(index) === '\n') this.#line += 1;
          index += 1;
        }
      } else index = this.#cut(this.#open, text, index);
    }
    return this.#give();
  }

  end(): FeedPiece[] {
    if (!this.#isEnded && this.#place !== 'done')
      this.#fail(feedFault('not-well-formed', { detail: 'JSON' }));
    if (!this.#isEnded && this.#seen === 0) this.#fail(feedFault('no-messages'));
    this.#isEnded = true;
    return this.#give();
  }

  #give(): FeedPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #fail(fault: FeedFault, line: number = this.#line, column: number | null = null): void {
    this.#isEnded = true;
    this.#pieces.push({ kind: 'fault', fault: { ...fault, line, column } });
  }

  /** One character of the skeleton: goes to the next place, or opens a value that begins with it. */
  #step(char: string): void {
    if (BLANK.test(char)) return;
    const { steps, otherwise } = STEPS[this.#place];
    const next = steps[char] ?? otherwise;
    if (next === 'open') this.#openValue(char);
    else if (next === null)
      this.#fail(
        this.#place === 'start' || this.#place === 'list'
          ? feedFault('wrong-envelope')
          : feedFault('not-well-formed', { detail: printable(char) }),
      );
    else this.#place = next === 'value' && this.#key === 'messages' ? 'list' : next;
  }

  #openValue(first: string): void {
    const role = this.#place === 'value' ? 'value' : this.#place.startsWith('key') ? 'key' : 'element';
    this.#open = { line: this.#line, role, first, text: '', depth: 0, inString: false, isEscaped: false };
  }

  /** Takes what belongs to the open value, from `start` on; gives where the rest begins. */
  #cut(open: OpenValue, text: string, start: number): number {
    let index = start;
    let isWhole = false;
    while (index < text.length && !isWhole) {
      const code = text.charCodeAt(index);
      // A number or word ends before the character that can't be its own.
      if (isScalar(open) && !open.inString && /[\s,\]}]/u.test(text.charAt(index))) break;
      if (code === 10) this.#line += 1;
      isWhole = advance(open, code);
      index += 1;
    }
    open.text += text.slice(start, index);
    if (open.text.length > LARGEST_PIECE || open.depth > DEEPEST_VALUE) {
      this.#fail(feedFault('too-large', { limit: LARGEST_PIECE }), open.line);
      return text.length;
    }
    if (isWhole || index < text.length) this.#closeValue(open);
    return index;
  }

  #closeValue(open: OpenValue): void {
    this.#open = null;
    this.#place = AFTER[open.role];
    let value: unknown;
    try {
      value = JSON.parse(open.text);
    } catch (error) {
      const [, line = '1', column = null] = /\(line (\d+) column (\d+)\)/u.exec(String(error)) ?? [];
      this.#fail(
        feedFault('not-well-formed', { detail: 'JSON' }),
        open.line + Number(line) - 1,
        column === null ? null : Number(column),
      );
      return;
    }
    if (open.role === 'key') this.#key = String(value);
    else if (open.role === 'element') this.#addMessage(value, open.line);
    else if (this.#key === 'header') this.#checkHeader(value);
  }

  #addMessage(value: unknown, line: number): void {
    this.#seen += 1;
    const node = nodeOfJson('message', value);
    const message = node === null ? oversizeMessage(line) : toMessage(node, this.#head.type, line);
    this.#pieces.push({ kind: 'message', message });
  }

  #checkHeader(value: unknown): void {
    const header = nodeOfJson('header', value);
    const named = header?.children.find(({ name }) => name === 'sellerid' || name === 'merchantidentifier');
    const fault = merchantFault(named?.text ?? '', this.#head);
    if (fault !== null) this.#fail(fault);
  }
}

function isScalar({ first }: OpenValue): boolean {
  return first !== '{' && first !== '[' && first !== '"';
}

/** Counts brackets and strings; true where this character ends the value. */
function advance(open: OpenValue, code: number): boolean {
  if (open.inString) {
    if (open.isEscaped) open.isEscaped = false;
    else if (code === 0x5c) open.isEscaped = true;
    else if (code === 0x22) {
      open.inString = false;
      return open.depth === 0;
    }
    return false;
  }
  if (code === 0x22) open.inString = true;
  else if (code === 0x7b || code === 0x5b) open.depth += 1;
  else if (code === 0x7d || code === 0x5d) {
    open.depth -= 1;
    return open.depth === 0;
  }
  return false;
}
