/** An order's number as the marketplace writes it: 17 digits, 3-7-7. */
export type OrderId = string;

// Hyphens of every kind, as mail programs and phones put them in; blanks where people type them.
const ORDER_ID = /(?<![\d-])(\d{3})([-\u2010-\u2015\u2212 \u00a0]?)(\d{7})\2(\d{7})(?![\d-])/gu;

const DIGITS = /[\d\u0080-\uffff]{4}/;

/**
 * Every order id in a text, in the marketplace's own form, each once, in order of appearance. Full-width and
 * other compatibility digits are read as digits (NFKC).
 */
export function findOrderIds(text: string): OrderId[] {
  // The quick test first: it is asked of every text, and most hold no such number. A compatibility character may
  // stand for two digits, so a run of four can be one of seven.
  if (!DIGITS.test(text)) return [];
  const ids = new Set<OrderId>();
  const normal = text.normalize('NFKC');
  for (const match of normal.matchAll(ORDER_ID)) {
    ids.add(`${match[1]}-${match[3]}-${match[4]}`);
  }
  return [...ids];
}

export function isOrderId(text: string): text is OrderId {
  return /^\d{3}-\d{7}-\d{7}$/u.test(text);
}
