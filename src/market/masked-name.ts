/** How many initials are shown at most. */
const MAX_INITIALS = 3;

/**
 * The name under which a seller sees a buyer: initials, "J. V.". Account names are a leak (ALIAS 3); the name
 * that an order carries for its delivery is the order's. Empty where the name has no letter.
 */
export function maskedName(name: string): string {
  const words = name.normalize('NFC').match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
  const [first, ...rest] = words;
  if (first === undefined) return '';
  const shown = rest.length >= MAX_INITIALS ? [first, ...rest.slice(1 - MAX_INITIALS)] : words;
  return shown.map((word) => `${String.fromCodePoint(word.codePointAt(0) ?? 0).toUpperCase()}.`).join(' ');
}
