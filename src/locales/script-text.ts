import { IntlMessageFormat } from 'intl-messageformat';

/** As much of an element of ICU message syntax as is read here. */
interface Element {
  /** 0 literal, 1 argument, 2 number, 3 date, 4 time, 5 select, 6 plural, 7 the `#` of a plural, 8 tag. */
  readonly type: number;
  readonly value?: string;
  readonly style?: unknown;
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>;
  readonly offset?: number;
  readonly pluralType?: string;
  readonly children?: readonly Element[];
}

/**
 * An ICU text as the source of a JavaScript expression, so that a browser needs no reader of ICU syntax: a string
 * where nothing is filled in, otherwise `(v, f) => …` with `v` the values and `f` as `TextFormats` in web/data/say.ts
 * says. A text with tags gives an array: `v.tag(children)` stands where the tag stood. Throws for what the web pages
 * don't use: dates, times, ordinals, styled numbers, tags within choices.
 */
export function scriptOfText(language: string, text: string): string {
  const elements = new IntlMessageFormat(text, language).getAst() as readonly Element[];
  if (elements.every(({ type }) => type === 0)) return quoted(elements);
  const hasTags = elements.some(({ type }) => type === 8);
  return hasTags
    ? `(v,f)=>[${elements.map((element) => topPart(element)).join(',')}]`
    : `(v,f)=>${sum(elements, null)}`;
}

function quoted(elements: readonly Element[]): string {
  return JSON.stringify(elements.map(({ value }) => value ?? '').join(''));
}

function name(element: Element): string {
  return `v[${JSON.stringify(element.value)}]`;
}

function topPart(element: Element): string {
  return element.type === 8 ? `${name(element)}(${sum(element.children ?? [], null)})` : part(element, null);
}

/** Several elements as one string. `counted` is what `#` stands for. */
function sum(elements: readonly Element[], counted: string | null): string {
  return elements.length === 0 ? '""' : elements.map((element) => part(element, counted)).join('+');
}

function part(element: Element, counted: string | null): string {
  switch (element.type) {
    case 0:
      return quoted([element]);
    case 1:
      return `f.text(${name(element)})`;
    case 2:
      if (element.style == null) return `f.number(${name(element)})`;
      break;
    case 5:
      return `f.select(${name(element)},${choices(element, counted)})`;
    case 6:
      if (element.pluralType === 'cardinal') return plural(element);
      break;
    case 7:
      if (counted !== null) return `f.number(${counted})`;
      break;
    default:
  }
  throw new Error(
    `ICU element ${element.type} (${element.value ?? ''}) has no place in a text of the web pages`,
  );
}

function plural(element: Element): string {
  const offset = element.offset ?? 0;
  const rest = offset === 0 ? name(element) : `${name(element)}-${offset}`;
  return `f.plural(${name(element)},${offset},${choices(element, rest)})`;
}

function choices({ options = {} }: Element, counted: string | null): string {
  const entries = Object.entries(options).map(
    ([choice, { value }]) => `${JSON.stringify(choice)}:()=>${sum(value, counted)}`,
  );
  return `{${entries.join(',')}}`;
}
