import type { CssNode, Selector } from 'css-tree';
import type { HtmlElement } from './element.ts';

/** Steps that all selectors of one message may take together; hostile style sheets can't make matching explode. */
export class StepBudget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  take(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }
}

interface Compound {
  readonly combinator: string;
  readonly simple: readonly CssNode[];
}

export interface CompiledSelector {
  /** Rightmost first. */
  readonly compounds: readonly Compound[];
  readonly specificity: number;
}

const NEVER = new Set([
  'hover',
  'active',
  'focus',
  'visited',
  'focus-within',
  'focus-visible',
  'target',
  'checked',
]);

const WEIGHTS: Readonly<Record<string, number>> = {
  IdSelector: 10_000,
  ClassSelector: 100,
  AttributeSelector: 100,
  PseudoClassSelector: 100,
  TypeSelector: 1,
};

function weightOf(node: CssNode): number {
  if (node.type === 'TypeSelector' && node.name === '*') return 0;
  return Object.hasOwn(WEIGHTS, node.type) ? (WEIGHTS[node.type] ?? 0) : 0;
}

/** Null for a selector that styles no element of its own (pseudo-elements, states that mail never has). */
export function compileSelector(selector: Selector): CompiledSelector | null {
  const compounds: Compound[] = [];
  let simple: CssNode[] = [];
  let combinator = '';
  let specificity = 0;
  for (const node of selector.children) {
    if (node.type === 'PseudoElementSelector') return null;
    if (node.type === 'PseudoClassSelector' && NEVER.has(node.name.toLowerCase())) return null;
    if (node.type === 'Combinator') {
      compounds.push({ combinator, simple });
      simple = [];
      combinator = node.name;
    } else {
      simple.push(node);
      specificity += weightOf(node);
    }
  }
  compounds.push({ combinator, simple });
  return { compounds: compounds.reverse(), specificity };
}

function matchesAttribute(node: CssNode & { type: 'AttributeSelector' }, element: HtmlElement): boolean {
  const actual = element.attributes.get(node.name.name.toLowerCase());
  if (actual === undefined) return false;
  if (node.matcher === null || node.value === null) return true;
  const wanted = node.value.type === 'String' ? node.value.value : node.value.name;
  switch (node.matcher) {
    case '=':
      return actual === wanted;
    case '~=':
      return actual.split(/\s+/u).includes(wanted);
    case '^=':
      return actual.startsWith(wanted);
    case '$=':
      return actual.endsWith(wanted);
    case '*=':
      return actual.includes(wanted);
    default:
      return actual === wanted || actual.startsWith(`${wanted}-`);
  }
}

function matchesPseudoClass(name: string, element: HtmlElement): boolean {
  if (name === 'first-child') return element.position === 0;
  if (name === 'last-child') return element.position === (element.parent?.children.length ?? 1) - 1;
  if (name === 'root') return element.parent === null;
  // Others narrow the choice: taking them as met finds a style that may be used rather than missing one that is.
  return true;
}

function matchesSimple(node: CssNode, element: HtmlElement): boolean {
  if (node.type === 'TypeSelector') return node.name === '*' || node.name.toLowerCase() === element.tag;
  if (node.type === 'IdSelector') return element.attributes.get('id') === node.name;
  if (node.type === 'ClassSelector')
    return (element.attributes.get('class') ?? '').split(/\s+/u).includes(node.name);
  if (node.type === 'AttributeSelector') return matchesAttribute(node, element);
  return node.type !== 'PseudoClassSelector' || matchesPseudoClass(node.name.toLowerCase(), element);
}

const matchesCompound = (compound: Compound, element: HtmlElement): boolean =>
  compound.simple.every((node) => matchesSimple(node, element));

function previous(element: HtmlElement): HtmlElement | null {
  return element.parent?.children[element.position - 1] ?? null;
}

function nextOf(combinator: string, element: HtmlElement): HtmlElement | null {
  return combinator === '+' || combinator === '~' ? previous(element) : element.parent;
}

function matchesFrom(
  selector: CompiledSelector,
  index: number,
  element: HtmlElement,
  budget: StepBudget,
): boolean {
  const compound = selector.compounds[index];
  if (compound === undefined || !matchesCompound(compound, element)) return false;
  if (index === selector.compounds.length - 1) return true;
  const { combinator } = compound;
  const once = combinator === '>' || combinator === '+';
  for (let at = nextOf(combinator, element); at !== null; at = nextOf(combinator, at)) {
    if (!budget.take()) return false;
    if (matchesFrom(selector, index + 1, at, budget)) return true;
    if (once) return false;
  }
  return false;
}

/** Whether the selector picks the element; out of budget it doesn't. */
export function matches(selector: CompiledSelector, element: HtmlElement, budget: StepBudget): boolean {
  return budget.take() && matchesFrom(selector, 0, element, budget);
}
