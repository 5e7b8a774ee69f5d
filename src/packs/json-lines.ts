/** The places of values in a JSON text, found token by token. */
class Lines {
  readonly found = new Map<string, number>();
  readonly #open: { readonly isList: boolean; key: string }[] = [];
  #line = 1;

  take(token: string): void {
    if (token === '\n') this.#line += 1;
    else if (token === '{' || token === '[') {
      this.#note();
      this.#open.push({ isList: token === '[', key: token === '[' ? '0' : '' });
    } else if (token === '}' || token === ']') this.#open.pop();
    else if (token === ',') this.#nextItem();
    else this.#word(token);
  }

  #nextItem(): void {
    const top = this.#open.at(-1);
    if (top?.isList === true) top.key = String(Number(top.key) + 1);
  }

  #word(token: string): void {
    const top = this.#open.at(-1);
    if (top !== undefined && token.endsWith(':'))
      top.key = JSON.parse(token.slice(0, -1).trimEnd()) as string;
    this.#note();
  }

  #note(): void {
    this.found.set(this.#open.map(({ key }) => key).join('.'), this.#line);
  }
}

/**
 * On which line of a JSON text each value begins, by its path: `rules.emoji.severity`, items of lists by their
 * number. For a text that `JSON.parse` took; a path that stands twice has its last place, as the value has.
 */
export function linesOfJson(text: string): ReadonlyMap<string, number> {
  const lines = new Lines();
  for (const [token] of text.matchAll(TOKEN)) lines.take(token);
  return lines.found;
}

// Strings with the colon behind them are keys; everything else that isn't a sign or white space is a value.
const TOKEN = /"(?:[^"\\]|\\.)*"(?:[^\S\n]*:)?|[{}[\],\n]|[^\s{}[\],":]+/gu;

/** The line of the value at `path`, or of the nearest value around it that the text holds. */
export function lineOfPath(lines: ReadonlyMap<string, number>, path: string): number {
  const names = path === '' ? [] : path.split('.');
  for (let length = names.length; length > 0; length -= 1) {
    const line = lines.get(names.slice(0, length).join('.'));
    if (line !== undefined) return line;
  }
  return lines.get('') ?? 1;
}
