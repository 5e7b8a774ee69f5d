/** A mistake in a pack: where, and a sentence that says what is wrong and what would be right. */
export interface PackProblem {
  /** Relative to the pack's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly sentence: string;
}

type Path = readonly PropertyKey[];

/** A JSON file with the lines on which its values stand. */
export interface JsonFile {
  readonly name: string;
  readonly value: unknown;
  /** The line of the value at a path; where there is none, of the nearest thing around it. */
  lineOf(path: Path): number;
}

export type JsonReading =
  | { readonly kind: 'json'; readonly file: JsonFile; readonly problems: readonly PackProblem[] }
  | { readonly kind: 'broken'; readonly problems: readonly PackProblem[] };

const keyOf = (path: Path): string => JSON.stringify(path.map(String));

interface Container {
  readonly isObject: boolean;
  readonly keys: Set<string>;
  index: number;
  key: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s{}[\],":]+|\n/gu;

/** Follows the tokens of a text that is JSON: where each value begins, and which keys stand twice in one object. */
class Locator {
  readonly byPath = new Map<string, number>();
  readonly repeated: { readonly key: string; readonly line: number }[] = [];
  readonly #stack: Container[] = [];
  #line = 1;
  #wantsKey = false;

  take(token: string): void {
    const top = this.#stack.at(-1);
    if (token === '\n') this.#line += 1;
    else if (token === '}' || token === ']') this.#close();
    else if (token === ',' && top !== undefined) this.#next(top);
    else if (this.#wantsKey && top !== undefined) this.#name(top, String(JSON.parse(token)));
    else this.#begin(token);
  }

  #note(): void {
    const path = keyOf(this.#stack.map((at) => (at.isObject ? at.key : at.index)));
    if (!this.byPath.has(path)) this.byPath.set(path, this.#line);
  }

  #close(): void {
    this.#stack.pop();
    this.#wantsKey = false;
  }

  #next(top: Container): void {
    top.index += 1;
    this.#wantsKey = top.isObject;
  }

  #name(top: Container, key: string): void {
    top.key = key;
    if (top.keys.has(key)) this.repeated.push({ key, line: this.#line });
    top.keys.add(key);
    this.#note();
    this.#wantsKey = false;
  }

  #begin(token: string): void {
    this.#note();
    if (token !== '{' && token !== '[') return;
    this.#stack.push({ isObject: token === '{', keys: new Set(), index: 0, key: '' });
    this.#wantsKey = token === '{';
  }
}

function locate(text: string): Locator {
  const locator = new Locator();
  for (const [token] of text.matchAll(TOKEN)) locator.take(token);
  return locator;
}

/** Where V8 says that a text stops being JSON; the last line where it says nothing. */
function faultLine(text: string, error: unknown): number {
  const position = /at position (\d+)/u.exec(error instanceof Error ? error.message : '')?.[1];
  const before = position === undefined ? text.trimEnd() : text.slice(0, Number(position));
  return before.split('\n').length;
}

/** Reads a JSON text whose mistakes are to be explained by line; a key that stands twice is one. Never throws. */
export function readJsonFile(name: string, text: string): JsonReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const sentence = 'This is not JSON: a comma, quote or bracket is missing, or one is too many.';
    return { kind: 'broken', problems: [{ file: name, line: faultLine(text, error), sentence }] };
  }
  const { byPath, repeated } = locate(text);
  const lineOf = (path: Path): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = byPath.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 1;
  };
  const problems = repeated.map(({ key, line }) => ({
    file: name,
    line,
    sentence: `“${key}” stands twice in the same object; keep one of them.`,
  }));
  return { kind: 'json', file: { name, value, lineOf }, problems };
}
