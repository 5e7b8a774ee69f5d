import { parseDeclarations, splitOutside, withoutComments } from './html-declarations.ts';
import type { Declarations } from './html-declarations.ts';

/** One compound selector (`p.MsoNormal`, `#x`, `.a.b`) with its declarations. */
interface SheetRule {
  readonly tag: string | null;
  readonly id: string | null;
  readonly classes: readonly string[];
  readonly weight: number;
  readonly declarations: Declarations;
}

/** Rules of a mail's style sheets, found by what they name. */
export interface StyleSheet {
  /** Declarations that apply to an element, the strongest last. */
  readonly declarationsOf: (tag: string, id: string, classes: readonly string[]) => readonly Declarations[];
}

const LONGEST = 200_000;
const MOST_RULES = 2000;
const MOST_HITS = 40;

/** Blocks of a sheet with what stands before each, at-rules left out whole. */
function* blocksOf(css: string): Generator<{ prelude: string; body: string }> {
  let start = 0;
  for (let i = 0; i < css.length;) {
    const open = css.indexOf('{', i);
    if (open === -1) return;
    const prelude = css.slice(start, open).split(';').at(-1)?.trim() ?? '';
    const close = closingBrace(css, open, prelude.startsWith('@'));
    if (!prelude.startsWith('@')) yield { prelude, body: css.slice(open + 1, close) };
    i = close + 1;
    start = i;
  }
}

function closingBrace(css: string, open: number, nested: boolean): number {
  let depth = 0;
  for (let i = open; i < css.length; i += 1) {
    const code = css.charCodeAt(i);
    if (code === 0x7b) depth += 1;
    else if (code === 0x7d) {
      depth -= 1;
      if (depth === 0 || !nested) return i;
    }
  }
  return css.length;
}

const COMPOUND = /^([a-z][a-z\d]{0,20}|\*|)((?:[.#][\w-]{1,80}){0,6})$/iu;

function ruleOf(selector: string, declarations: Declarations): SheetRule | null {
  const match = COMPOUND.exec(selector.trim());
  if (match === null || match[0] === '') return null;
  const [, tag = '', rest = ''] = match;
  const parts: readonly string[] = rest.match(/[.#][\w-]+/gu) ?? [];
  const classes = parts.filter((part) => part.startsWith('.')).map((part) => part.slice(1));
  const id = parts.find((part) => part.startsWith('#'))?.slice(1) ?? null;
  const type = tag === '' || tag === '*' ? null : tag.toLowerCase();
  return { tag: type, id, classes, weight: weightOf(type, id, classes), declarations };
}

/** Selectors 4 §17: ids before classes before tags. */
function weightOf(tag: string | null, id: string | null, classes: readonly string[]): number {
  return (id === null ? 0 : 100) + classes.length * 10 + (tag === null ? 0 : 1);
}

function rulesOf(css: string): SheetRule[] {
  const rules: SheetRule[] = [];
  const plain = withoutComments(css.slice(0, LONGEST)).replaceAll(/<!--|-->/gu, ' ');
  for (const { prelude, body } of blocksOf(plain)) {
    const declarations = parseDeclarations(body);
    if (declarations.values.size === 0) continue;
    for (const selector of splitOutside(prelude, ',')) {
      const rule = ruleOf(selector, declarations);
      if (rule !== null) rules.push(rule);
      if (rules.length >= MOST_RULES) return rules;
    }
  }
  return rules;
}

/**
 * Reads `<style>` elements as far as they name elements by tag, class and id. Selectors that depend on nesting or
 * state aren't applied: what they hide in the author's view becomes visible to everyone alike ("Kobold
 * letters", C8), and none of them is ever passed on.
 */
export function parseStyleSheet(css: string): StyleSheet {
  const byKey = new Map<string, SheetRule[]>();
  for (const rule of rulesOf(css)) {
    const [first] = rule.classes;
    const key = rule.id === null ? (first === undefined ? (rule.tag ?? '*') : `.${first}`) : `#${rule.id}`;
    byKey.set(key, [...(byKey.get(key) ?? []).slice(-MOST_HITS), rule]);
  }
  return {
    declarationsOf: (tag, id, classes) => {
      if (byKey.size === 0) return [];
      const keys = new Set(['*', tag, `#${id}`, ...classes.slice(0, 20).map((name) => `.${name}`)]);
      return [...keys]
        .flatMap((key) => byKey.get(key) ?? [])
        .filter((rule) => applies(rule, tag, id, classes))
        .sort((a, b) => a.weight - b.weight)
        .map(({ declarations }) => declarations);
    },
  };
}

function applies(rule: SheetRule, tag: string, id: string, classes: readonly string[]): boolean {
  return (
    (rule.tag === null || rule.tag === tag) &&
    (rule.id === null || rule.id === id) &&
    rule.classes.every((name) => classes.includes(name))
  );
}

/** One set of declarations: the sheet's, then the element's own; `!important` as in the cascade. */
export function cascade(sheet: readonly Declarations[], own: Declarations): ReadonlyMap<string, string> {
  if (sheet.length === 0) return own.values;
  const values = new Map<string, string>();
  const fixed = new Set<string>();
  for (const { values: from, important } of [...sheet, own]) {
    for (const [name, value] of from) {
      if (fixed.has(name) && !important.has(name)) continue;
      values.set(name, value);
      if (important.has(name)) fixed.add(name);
    }
  }
  return values;
}
