import type { FeedFault } from './feed-fault.ts';
import { feedFault } from './feed-fault.ts';

/**
 * A piece of a message, whatever the format it came in: an XML element (attributes are children) or a JSON value.
 * Names are compared without regard to case, so `AmazonOrderID` and `amazonOrderId` are one.
 */
export interface FeedNode {
  /** Lower case. */
  readonly name: string;
  text: string;
  readonly children: FeedNode[];
}

/** Deeper than any message of the formats; what is deeper is hostile. */
export const DEEPEST = 12;
/** Elements, attributes and values of one message: an order of 500 lines has some 5,000. */
export const MOST_NODES = 20_000;

/** A value that came out of JSON, as nodes: a list under a name is so many nodes of that name. Null if it is too deep. */
export function nodeOfJson(name: string, value: unknown): FeedNode | null {
  const root: FeedNode = { name: name.toLowerCase(), text: '', children: [] };
  let count = 0;
  const fill = (node: FeedNode, content: unknown, depth: number): boolean => {
    count += 1;
    if (depth > DEEPEST || count > MOST_NODES) return false;
    if (typeof content !== 'object' || content === null) {
      node.text = typeof content === 'string' ? content : scalarText(content);
      return true;
    }
    return Object.entries(content).every(([key, item]: [string, unknown]) =>
      (Array.isArray(item) ? item : [item]).every((part: unknown) => {
        const child: FeedNode = { name: key.toLowerCase(), text: '', children: [] };
        node.children.push(child);
        return fill(child, part, depth + 1);
      }),
    );
  };
  return fill(root, value, 0) ? root : null;
}

/** Numbers and truth values as JSON writes them; null as nothing. */
function scalarText(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** The children under any of these names (as the wire writes them), in their order. */
export function childrenOf(node: FeedNode, ...names: readonly string[]): FeedNode[] {
  const [first, ...others] = names.map((name) => name.toLowerCase());
  return node.children.filter(({ name }) => name === first || others.includes(name));
}

// What can't stand in a text of ours: controls, and halves of surrogate pairs, which PostgreSQL can't keep.
const NOT_TEXT = /[\p{Cc}\p{Cs}]/u;

/**
 * Reads the fields of one node, and remembers what is wrong with them. Every `read` gives a harmless value where the
 * field is wrong: look at `faults` before using any. Fields that nobody asks for are passed over (later revisions of
 * the formats have more of them).
 */
export class FeedFields {
  readonly #node: FeedNode;
  readonly faults: FeedFault[];

  constructor(node: FeedNode, faults: FeedFault[] = []) {
    this.#node = node;
    this.faults = faults;
  }

  wrong(field: string): void {
    this.faults.push(feedFault('field-wrong', { field }));
  }

  missing(field: string): void {
    this.faults.push(feedFault('field-missing', { field }));
  }

  /** Null where it isn't there or empty; the first of several. */
  optional(field: string, longest = 100): string | null {
    const text = childrenOf(this.#node, field)[0]?.text.trim().normalize('NFC') ?? '';
    if (text === '') return null;
    if (text.length <= longest && !NOT_TEXT.test(text)) return text;
    this.wrong(field);
    return null;
  }

  required(field: string, longest = 100): string {
    const faults = this.faults.length;
    const text = this.optional(field, longest);
    if (text === null && this.faults.length === faults) this.missing(field);
    return text ?? '';
  }

  oneOf<const T extends string>(field: string, choices: readonly T[]): T {
    const text = this.required(field);
    const choice = choices.find((item) => item === text);
    if (choice === undefined && text !== '') this.wrong(field);
    return choice ?? (choices[0] as T);
  }

  /** A whole number from `least` on; null where it isn't there. */
  optionalCount(field: string, least: number): number | null {
    const text = this.optional(field);
    if (text === null) return null;
    const count = /^\d{1,7}$/u.test(text) ? Number(text) : Number.NaN;
    if (count >= least) return count;
    this.wrong(field);
    return null;
  }

  /** The nodes under one of these names, at most `most` of them. */
  children(most: number, field: string, ...aliases: readonly string[]): FeedFields[] {
    const found = childrenOf(this.#node, field, ...aliases);
    if (found.length > most) this.wrong(field);
    return found.slice(0, most).map((node) => new FeedFields(node, this.faults));
  }

  child(field: string): FeedFields | null {
    return this.children(1, field)[0] ?? null;
  }

  /** The node's own text, as in `<Amount currency="EUR">5.00</Amount>`. */
  get text(): string {
    return this.#node.text.trim();
  }
}
