/** The words of a dictionary as a graph in which shared endings are stored once. */
export interface WordGraph {
  /** Whether `word` stands in the graph, letter by letter. */
  has(word: string): boolean;
  /** Whether `word` is one word of the dictionary, or put together from those that it marks as parts. */
  knows(word: string): boolean;
}

/** The file isn't what it claims to be. */
export class WordGraphError extends Error {}

const HEADER = /^TrieXv3\nbase=(\d{1,2})\n(?:[^\n]*\n)*?__DATA__\n/mu;
const ROOT = 0;
// The one leaf that all words share which end without going on.
const LEAF = 1;
const NONE = -1;
const MAX_PARTS = 4;
const MIN_PART = 3;
const MAX_LENGTH = 64;
const PART_MARK = '+';
const FORBIDDEN_MARK = '!';

/** Nodes and edges while a file is read; edges of a node are a linked list. No more of them than signs in the file. */
class Draft {
  readonly firstEdge: Int32Array;
  readonly isEnd: Uint8Array;
  readonly letter: Uint32Array;
  readonly target: Int32Array;
  readonly nextEdge: Int32Array;
  nodes = 2;
  edges = 0;

  constructor(most: number) {
    this.firstEdge = new Int32Array(most + 2).fill(NONE);
    this.isEnd = new Uint8Array(most + 2);
    this.isEnd[LEAF] = 1;
    this.letter = new Uint32Array(most);
    this.target = new Int32Array(most);
    this.nextEdge = new Int32Array(most);
  }

  newNode(): number {
    const node = this.nodes;
    this.nodes += 1;
    return node;
  }

  addEdge(node: number, letter: number, target: number): number {
    const edge = this.edges;
    this.letter[edge] = letter;
    this.target[edge] = target;
    this.nextEdge[edge] = this.firstEdge[node] ?? NONE;
    this.firstEdge[node] = edge;
    this.edges += 1;
    return edge;
  }
}

/**
 * Walks the words of a file in their order. A letter goes down, `$` ends a word and goes up, `<` and digits go up,
 * `#…;` shares what stands below an earlier node. Nodes are numbered as they are made; one that turned out to be a leaf,
 * or to be shared, gives its number back.
 */
class Cursor {
  readonly draft: Draft;
  readonly #numbered: number[] = [ROOT, LEAF];
  readonly #path: number[] = [];
  readonly #edges: number[] = [];
  #node = ROOT;

  constructor(most: number) {
    this.draft = new Draft(most);
  }

  down(letter: number): void {
    const { draft } = this;
    // The words come in order: a letter that was left isn't come back to.
    const next = draft.newNode();
    const edge = draft.addEdge(this.#node, letter, next);
    this.#path.push(this.#node);
    this.#edges.push(edge);
    this.#node = next;
    this.#numbered.push(next);
  }

  endWord(): void {
    const { draft } = this;
    if (draft.firstEdge[this.#node] !== NONE) {
      draft.isEnd[this.#node] = 1;
      return;
    }
    draft.target[this.#edges.at(-1) ?? 0] = LEAF;
    if (this.#numbered.at(-1) === this.#node) this.#numbered.pop();
    this.#node = LEAF;
  }

  share(number: number): void {
    const shared = this.#numbered[number];
    const edge = this.#edges.at(-1);
    if (shared === undefined || edge === undefined) throw new WordGraphError(`no node ${number}`);
    this.draft.target[edge] = shared;
    this.#numbered.pop();
  }

  up(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      const node = this.#path.pop();
      if (node === undefined) throw new WordGraphError('a step above the root');
      this.#edges.pop();
      this.#node = node;
    }
  }
}

const code = (sign: string): number => sign.charCodeAt(0);
const SIGN = {
  end: code('$'),
  up: code('<'),
  share: code('#'),
  escape: code('\\'),
  line: code('\n'),
} as const;
const TWO = code('2');
const NINE = code('9');

/** How many steps a sign after `$` or `<` goes up; 0 where it is a letter. */
function stepsOf(sign: number): number {
  if (sign === SIGN.up) return 1;
  return sign >= TWO && sign <= NINE ? sign - TWO + 1 : 0;
}

/** Reads the number between `#` and `;` and gives where it ends. */
function readShared(data: string, at: number, radix: number, cursor: Cursor): number {
  const end = data.indexOf(';', at);
  if (end === -1) throw new WordGraphError('a reference without end');
  cursor.share(Number.parseInt(data.slice(at + 1, end), radix) + 1);
  return end;
}

/** Reads a letter, escaped or not, and gives where it ends. */
function readLetter(data: string, from: number, cursor: Cursor): number {
  const isEscaped = data.charCodeAt(from) === SIGN.escape;
  const at = isEscaped ? from + (data.charCodeAt(from + 1) === SIGN.escape ? 2 : 1) : from;
  const letter = data.codePointAt(at) ?? 0;
  cursor.down(letter);
  return letter > 0xffff ? at + 1 : at;
}

function readWords(data: string, radix: number): Draft {
  const cursor = new Cursor(data.length);
  let goesUp = false;
  for (let at = 0; at < data.length; at += 1) {
    const sign = data.charCodeAt(at);
    if (sign === SIGN.line) continue;
    const steps: number = goesUp || sign === SIGN.up ? stepsOf(sign) : 0;
    goesUp = steps > 0 || sign === SIGN.end;
    if (steps > 0) cursor.up(steps);
    else if (sign === SIGN.end) {
      cursor.endWord();
      cursor.up(1);
    } else if (sign === SIGN.share) at = readShared(data, at, radix, cursor);
    else at = readLetter(data, at, cursor);
  }
  return cursor.draft;
}

/** A node is a word of 32 bits (its edges' number, and whether a word ends) and a word for each edge. */
class PackedGraph implements WordGraph {
  readonly #cells: Uint32Array;
  /** Number of each letter among the letters that occur; 0 for those that don't. */
  readonly #letters: Uint8Array;

  constructor(cells: Uint32Array, letters: Uint8Array) {
    this.#cells = cells;
    this.#letters = letters;
  }

  has(word: string): boolean {
    const node = this.#follow(ROOT, word, 0, word.length);
    return node !== NONE && this.#isEnd(node);
  }

  knows(word: string): boolean {
    if (word.length > MAX_LENGTH || this.has(FORBIDDEN_MARK + word)) return false;
    return this.has(word) || this.#isCompound(ROOT, word, 0, 1);
  }

  #isEnd(node: number): boolean {
    return ((this.#cells[node] ?? 0) & 0x100) !== 0;
  }

  #step(node: number, letter: number): number {
    const number = this.#letters[letter] ?? 0;
    if (number === 0) return NONE;
    const last = node + ((this.#cells[node] ?? 0) & 0xff);
    for (let cell = node + 1; cell <= last; cell += 1) {
      const edge = this.#cells[cell] ?? 0;
      if (edge >>> 24 === number) return edge & 0xffffff;
    }
    return NONE;
  }

  #follow(from: number, word: string, start: number, end: number): number {
    let node = from;
    for (let at = start; at < end && node !== NONE; at += 1) node = this.#step(node, word.charCodeAt(at));
    return node;
  }

  /** `Wort+` may have something after it, `+wort` something before it, `+wort+` both. */
  #isCompound(from: number, word: string, start: number, part: number): boolean {
    let node = from;
    for (let at = start; at < word.length; at += 1) {
      if (at - start >= MIN_PART && part < MAX_PARTS && word.length - at >= MIN_PART) {
        const joint = this.#step(node, PART_MARK.charCodeAt(0));
        const next = this.#step(ROOT, PART_MARK.charCodeAt(0));
        if (
          joint !== NONE &&
          this.#isEnd(joint) &&
          next !== NONE &&
          this.#isCompound(next, word, at, part + 1)
        )
          return true;
      }
      node = this.#step(node, word.charCodeAt(at));
      if (node === NONE) return false;
    }
    return part > 1 && this.#isEnd(node);
  }
}

/** The edges of a node, by their numbers. */
function edgesOf(draft: Draft, node: number): number[] {
  const edges: number[] = [];
  for (let edge = draft.firstEdge[node] ?? NONE; edge !== NONE; edge = draft.nextEdge[edge] ?? NONE)
    edges.push(edge);
  return edges;
}

/** Gives each node that can be reached its place, and each letter its number; the last place is the size. */
function layOut(draft: Draft): {
  order: readonly number[];
  place: Int32Array;
  letters: Uint8Array;
  size: number;
} {
  const letters = new Uint8Array(0x10000);
  let used = 0;
  const place = new Int32Array(draft.nodes).fill(NONE);
  const order: number[] = [ROOT];
  let size = 0;
  for (let index = 0; index < order.length; index += 1) {
    const node = order[index] ?? ROOT;
    const edges = edgesOf(draft, node);
    place[node] = size;
    size += 1 + edges.length;
    for (const edge of edges) {
      const letter = draft.letter[edge] ?? 0;
      // A letter beyond the basic plane is numbered like no letter: words with it are never found.
      if (letters[letter] === 0) letters[letter] = used += 1;
      const target = draft.target[edge] ?? ROOT;
      if (place[target] !== NONE) continue;
      place[target] = 0;
      order.push(target);
    }
  }
  if (used > 0xff || size > 0xffffff) throw new WordGraphError('too many letters or words');
  return { order, place, letters, size };
}

/** Lays the nodes out one after the other, reachable ones only. */
function pack(draft: Draft): WordGraph {
  const { order, place, letters, size } = layOut(draft);
  const cells = new Uint32Array(size);
  for (const node of order) {
    const at = place[node] ?? 0;
    const edges = edgesOf(draft, node);
    cells[at] = edges.length | (draft.isEnd[node] === 1 ? 0x100 : 0);
    for (const [index, edge] of edges.entries()) {
      const number = letters[draft.letter[edge] ?? 0] ?? 0;
      cells[at + 1 + index] = ((number << 24) | (place[draft.target[edge] ?? ROOT] ?? 0)) >>> 0;
    }
  }
  return new PackedGraph(cells, letters);
}

/**
 * Reads a dictionary in the `TrieXv3` format of the cspell dictionaries (text, unzipped). Throws `WordGraphError` for
 * anything else.
 */
export function readWordGraph(text: string): WordGraph {
  const header = HEADER.exec(text.slice(0, 4_096));
  if (header === null) throw new WordGraphError('not a word graph (TrieXv3)');
  return pack(readWords(text.slice(header.index + header[0].length), Number(header[1])));
}
