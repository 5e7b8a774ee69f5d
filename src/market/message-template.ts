/**
 * What a seller may have filled into a template of their own: `{orderId}`. The closed list; each has its name in the
 * catalogue under `template.variable.…`.
 */
export const TEMPLATE_VARIABLES = [
  'orderId',
  'buyer',
  'seller',
  'marketplace',
  'product',
  'carrier',
  'trackingNumber',
  'deliveryBy',
] as const;
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];

/** Null: nothing is known, such as the tracking number of an order that isn't shipped. */
export type TemplateValues = Readonly<Record<TemplateVariable, string | null>>;

export type TemplatePiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly text: string };

/** Anything else in braces is words. */
const VARIABLE = /\{ {0,3}([A-Za-z][A-Za-z0-9_]{0,39}) {0,3}\}/gu;

/** A template's text as words and variables, known or not, in their order. */
export function templatePieces(text: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > end) pieces.push({ kind: 'words', text: text.slice(end, match.index) });
    pieces.push({ kind: 'variable', name: match[1] ?? '', text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: 'words', text: text.slice(end) });
  return pieces;
}

function isVariable(name: string): name is TemplateVariable {
  return (TEMPLATE_VARIABLES as readonly string[]).includes(name);
}

/** Names in braces that stand for nothing here, each once: they can't be filled, so saving them is refused. */
export function unknownVariables(text: string): readonly string[] {
  const names = templatePieces(text).flatMap((piece) => (piece.kind === 'variable' ? [piece.name] : []));
  return [...new Set(names)].filter((name) => !isVariable(name));
}

export type FilledTemplate =
  | { readonly kind: 'filled'; readonly text: string; origin(offset: number): number }
  /** Variables for which nothing is known, in the order of the text. */
  | { readonly kind: 'missing'; readonly variables: readonly string[] };

/**
 * Puts values into a template. `origin` leads from an offset of the filled text to the one of the template's own; from
 * within a value it leads to where its variable begins. Offsets are in UTF-16 units.
 */
export function fillTemplate(text: string, values: TemplateValues): FilledTemplate {
  const missing = new Set<string>();
  const starts: { readonly filled: number; readonly own: number; readonly isValue: boolean }[] = [];
  let filled = '';
  let own = 0;
  for (const piece of templatePieces(text)) {
    starts.push({ filled: filled.length, own, isValue: piece.kind === 'variable' });
    own += piece.text.length;
    if (piece.kind === 'words') filled += piece.text;
    else {
      const value = isVariable(piece.name) ? values[piece.name] : null;
      if (value === null) missing.add(piece.name);
      else filled += value;
    }
  }
  if (missing.size > 0) return { kind: 'missing', variables: [...missing] };
  const length = filled.length;
  const origin = (offset: number): number => {
    if (offset >= length) return text.length;
    const piece = starts.findLast((start) => start.filled <= offset);
    if (piece === undefined) return 0;
    return piece.isValue ? piece.own : piece.own + (offset - piece.filled);
  };
  return { kind: 'filled', text: filled, origin };
}
