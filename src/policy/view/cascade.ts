import { ident, parse, walk } from 'css-tree';
import type { Atrule, Declaration as CssDeclaration, Rule as CssRule } from 'css-tree';
import type { StyleSheetSource } from './document.ts';
import type { HtmlElement, SourceRange } from './element.ts';
import { compileSelector, matches, StepBudget } from './selector.ts';
import type { CompiledSelector } from './selector.ts';

/** One declaration that applies to an element. */
export interface Declaration {
  readonly property: string;
  readonly value: string;
  readonly important: boolean;
  readonly place: SourceRange;
}

interface SheetRule {
  readonly selectors: readonly CompiledSelector[];
  readonly declarations: readonly Declaration[];
}

const MAX_RULES = 2_000;
const MAX_CSS = 200_000;
const MAX_STEPS = 400_000;
const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/gu;
// SECURITY: hostile CSS nests blocks without end; the parser recurses into each.
const MAX_NESTING = 32;

function nesting(css: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < css.length; i += 1) {
    const character = css[i];
    if (character === '{' || character === '(' || character === '[') depth += 1;
    else if (character === '}' || character === ')' || character === ']') depth = Math.max(0, depth - 1);
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

const isReadable = (css: string): boolean => css.length <= MAX_CSS && nesting(css) <= MAX_NESTING;

function declarationOf(
  node: CssDeclaration,
  offset: number,
  fallback: SourceRange | null,
): Declaration | null {
  if (node.value.type !== 'Raw') return null;
  const location = node.loc;
  const place =
    fallback ??
    (location == null
      ? { start: offset, end: offset }
      : { start: offset + location.start.offset, end: offset + location.end.offset });
  return {
    property: ident.decode(node.property).toLowerCase(),
    value: node.value.value.replace(COMMENT, ' ').trim(),
    important: node.important !== false,
    place,
  };
}

/** Declarations of a `style` attribute; `fallback` is its place where offsets inside don't hold (character references). */
export function parseInline(css: string, offset: number, fallback: SourceRange | null): Declaration[] {
  if (!isReadable(css)) return [];
  const found: Declaration[] = [];
  const tree = parse(css, { context: 'declarationList', positions: true, parseValue: false });
  if (tree.type !== 'DeclarationList') return [];
  for (const node of tree.children) {
    const declaration = node.type === 'Declaration' ? declarationOf(node, offset, fallback) : null;
    if (declaration !== null) found.push(declaration);
  }
  return found;
}

function isPrintOnly(atrule: Atrule, css: string): boolean {
  if (atrule.name.toLowerCase() !== 'media') return false;
  const start = atrule.prelude?.loc?.start.offset ?? 0;
  const prelude = css.slice(start, atrule.prelude?.loc?.end.offset ?? start).toLowerCase();
  return prelude.split(',').every((query) => /^\s*(?:only\s+)?(?:print|speech)\b/u.test(query));
}

function compileRule(rule: CssRule, offset: number): SheetRule | null {
  if (rule.prelude.type !== 'SelectorList') return null;
  const selectors: CompiledSelector[] = [];
  for (const selector of rule.prelude.children) {
    const compiled = selector.type === 'Selector' ? compileSelector(selector) : null;
    if (compiled !== null) selectors.push(compiled);
  }
  const declarations: Declaration[] = [];
  for (const node of rule.block.children) {
    const declaration = node.type === 'Declaration' ? declarationOf(node, offset, null) : null;
    if (declaration !== null) declarations.push(declaration);
  }
  return selectors.length === 0 || declarations.length === 0 ? null : { selectors, declarations };
}

/** Adds the sheet's rules; false where not all of them could be read. */
function readSheet(sheet: StyleSheetSource, rules: SheetRule[]): boolean {
  if (!isReadable(sheet.css)) return false;
  let isWhole = true;
  const tree = parse(sheet.css, { positions: true, parseValue: false, parseAtrulePrelude: false });
  walk(tree, function visit(node) {
    if (node.type === 'Atrule' && isPrintOnly(node, sheet.css)) return walk.skip;
    if (node.type === 'Rule' && rules.length >= MAX_RULES) isWhole = false;
    else if (node.type === 'Rule') {
      const inKeyframes = this.atrule !== null && !/^(?:media|supports|layer)$/iu.test(this.atrule.name);
      const compiled = inKeyframes ? null : compileRule(node, sheet.start);
      if (compiled !== null) rules.push(compiled);
    }
    return undefined;
  });
  return isWhole;
}

interface Applied {
  readonly declaration: Declaration;
  readonly rank: number;
}

/** The cascade of a message's style sheets and style attributes: which declarations an element gets. */
export class Cascade {
  readonly #rules: SheetRule[] = [];
  readonly #budget = new StepBudget(MAX_STEPS);
  #isRead = true;

  constructor(sheets: readonly StyleSheetSource[]) {
    for (const sheet of sheets) if (!readSheet(sheet, this.#rules)) this.#isRead = false;
  }

  /** False where a style sheet was too large to be read or to be matched against every element. */
  get isWhole(): boolean {
    return this.#isRead && !this.#budget.isSpent;
  }

  /** The winning declaration of each property, by property name, weakest first. */
  declarationsOf(element: HtmlElement, inline: readonly Declaration[]): Declaration[] {
    const applied: Applied[] = [];
    for (const rule of this.#budget.isSpent ? [] : this.#rules) {
      let best = -1;
      for (const selector of rule.selectors) {
        if (this.#budget.isSpent) break;
        if (selector.specificity > best && matches(selector, element, this.#budget))
          best = selector.specificity;
      }
      if (best < 0) continue;
      for (const declaration of rule.declarations) {
        applied.push({ declaration, rank: best + (declaration.important ? 1e9 : 0) });
      }
    }
    for (const declaration of inline) {
      applied.push({ declaration, rank: 1e8 + (declaration.important ? 1e9 : 0) });
    }
    // Stable: among equals the later one stays later and wins.
    applied.sort((a, b) => a.rank - b.rank);
    return applied.map(({ declaration }) => declaration);
  }
}
