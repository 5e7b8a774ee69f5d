/** One record of a zone file, its names completed with the origin. */
export interface ZoneEntry {
  readonly line: number;
  readonly owner: string;
  /** Upper case. */
  readonly type: string;
  readonly data: readonly string[];
}

/** Lower case, without the dot of the root; `@` and relative names are completed with the origin. */
export function absoluteName(name: string, origin: string): string {
  const lower = name.toLowerCase();
  if (lower === '@') return origin;
  if (lower.endsWith('.')) return lower.slice(0, -1);
  return origin === '' ? lower : `${lower}.${origin}`;
}

/** Reads the records of a zone (RFC 1035 §5.1); throws, with the number of the line, where it can't. */
export function* readZoneFile(zoneText: string): Generator<ZoneEntry> {
  let origin = '';
  let owner = '';
  for (const line of logicalLines(zoneText)) {
    const [first = '', second = ''] = line.words;
    if (first === '') continue;
    if (first.startsWith('$')) {
      if (first.toUpperCase() === '$ORIGIN') origin = absoluteName(second, '');
      continue;
    }
    if (!line.startsWithSpace) owner = absoluteName(first, origin);
    yield entryOf(line, owner, origin);
  }
}

const TTL_OR_CLASS = /^(?:\d+[smhdw]?|IN)$/iu;
const NAME_TYPES = new Set(['PTR', 'CNAME', 'MX']);

function entryOf(line: LogicalLine, owner: string, origin: string): ZoneEntry {
  const fields = line.startsWithSpace ? line.words : line.words.slice(1);
  const typeAt = fields.findIndex((field) => !TTL_OR_CLASS.test(field));
  const type = fields[typeAt]?.toUpperCase();
  if (type === undefined || owner === '') throw new Error(`zone line ${line.number}: no record`);
  const data = fields.slice(typeAt + 1);
  return {
    line: line.number,
    owner,
    type,
    data: NAME_TYPES.has(type)
      ? data.map((word) => (/^\d+$/u.test(word) ? word : absoluteName(word, origin)))
      : data,
  };
}

interface LogicalLine {
  readonly number: number;
  /** A line that starts with space goes on with the owner of the line before. */
  readonly startsWithSpace: boolean;
  readonly words: readonly string[];
}

// A quoted string, a parenthesis, a comment, a line end, white space, or a word.
const LEXEME =
  /"(?<quoted>(?:[^"\\]|\\[^])*)"|(?<bracket>[()])|(?<comment>;[^\n]*)|(?<newline>\n)|(?<space>[ \t\r]+)|(?<word>(?:[^\s"();\\]|\\[^])+)/gu;

function* logicalLines(zoneText: string): Generator<LogicalLine> {
  let line: { number: number; startsWithSpace: boolean; words: string[] } | null = null;
  for (const { number, endsLine, quoted, space, word } of lexemes(zoneText)) {
    line ??= { number, startsWithSpace: space !== undefined, words: [] };
    const text = quoted ?? word;
    if (text !== undefined) line.words.push(unescaped(text));
    if (endsLine) {
      yield line;
      line = null;
    }
  }
  if (line !== null) yield line;
}

interface Lexeme {
  readonly number: number;
  /** A line end outside of parentheses. */
  readonly endsLine: boolean;
  readonly quoted?: string;
  readonly space?: string;
  readonly word?: string;
}

function* lexemes(zoneText: string): Generator<Lexeme> {
  let number = 1;
  let position = 0;
  let depth = 0;
  for (const match of zoneText.matchAll(LEXEME)) {
    if (match.index !== position) break;
    position += match[0].length;
    const { bracket, newline, ...text } = match.groups ?? {};
    if (bracket !== undefined) depth += bracket === '(' ? 1 : -1;
    yield { number, endsLine: newline !== undefined && depth === 0, ...text };
    number += match[0].split('\n').length - 1;
  }
  if (position !== zoneText.length || depth !== 0) throw new Error(`zone line ${number}: can't be read`);
}

/** RFC 1035 §5.1: `\DDD` is the octet of that number, `\X` is X itself. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(\d{3}|[^])/gu, (_, code: string) =>
    code.length === 3 ? String.fromCodePoint(Number(code)) : code,
  );
}
