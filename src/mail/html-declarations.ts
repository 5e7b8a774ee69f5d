/** CSS declarations of one rule or `style` attribute: the last of a name wins, `!important` apart. */
export interface Declarations {
  readonly values: ReadonlyMap<string, string>;
  readonly important: ReadonlySet<string>;
}

const NONE: Declarations = { values: new Map(), important: new Set() };
/** A `style` attribute has no more in any mail program. */
const LONGEST = 20_000;
const MOST = 200;

/** CSS Syntax §4.3.7: an escape is a backslash and up to six hex digits, or any other character. */
function withoutEscapes(css: string): string {
  return css.replaceAll(
    /\\([\da-f]{1,6})\s?|\\([^\n])/giu,
    (_, hex: string | undefined, character: string) => {
      if (hex === undefined) return character;
      const code = Number.parseInt(hex, 16);
      return code === 0 || code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)
        ? '\uFFFD'
        : String.fromCodePoint(code);
    },
  );
}

export function withoutComments(css: string): string {
  return css.replaceAll(/\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/gu, ' ');
}

/** Parts of a text between separators that stand outside strings and brackets. */
export function splitOutside(css: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let i = 0; i < css.length; i += 1) {
    const character = css.charAt(i);
    if (quote !== '') {
      if (character === quote || character === '\n') quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (character === separator && depth === 0) {
      parts.push(css.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(css.slice(start));
  return parts;
}

/**
 * Reads the declarations of a `style` attribute. What it makes of odd CSS need not be what a browser makes:
 * every value is checked again before any of it is written (`html-style.ts`).
 */
export function parseDeclarations(css: string): Declarations {
  if (css.trim() === '' || css.length > LONGEST) return NONE;
  const values = new Map<string, string>();
  const important = new Set<string>();
  const plain = withoutComments(css).replaceAll(/\s+/gu, ' ');
  for (const part of splitOutside(plain, ';').slice(0, MOST)) {
    const colon = part.indexOf(':');
    if (colon === -1) continue;
    const name = withoutEscapes(part.slice(0, colon)).trim().toLowerCase();
    const whole = withoutEscapes(part.slice(colon + 1)).trim();
    const value = whole.replace(/ ?! ?important ?$/iu, '');
    const isImportant = value.length !== whole.length;
    if (important.has(name) && !isImportant) continue;
    values.set(name, value);
    if (isImportant) important.add(name);
  }
  return { values, important };
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['px', 1],
  ['', 1],
  ['pt', 4 / 3],
  ['pc', 16],
  ['in', 96],
  ['cm', 96 / 2.54],
  ['mm', 96 / 25.4],
  ['vw', 6],
  ['vh', 8],
  ['ex', 8],
  ['ch', 8],
]);

/**
 * A CSS length in pixels; `em`, `rem` and `%` by the sizes given. Null for what is no length. The width of the
 * window is taken as 600, as mail is laid out for.
 */
export function pixels(value: string, em: number, whole: number): number | null {
  const match = /^([+-]?(?:\d{1,7}(?:\.\d{0,9})?|\.\d{1,9}))(%|[a-z]{1,4})?$/u.exec(
    value.trim().toLowerCase(),
  );
  if (match === null) return null;
  const amount = Number(match[1]);
  const unit = match[2] ?? '';
  if (unit === 'em') return amount * em;
  if (unit === 'rem') return amount * 16;
  if (unit === '%') return (amount * whole) / 100;
  const factor = UNITS.get(unit);
  return factor === undefined ? null : amount * factor;
}
