/** RFC 5322 §2.1.1 lets a line have 998 octets; real ids stay below a quarter of that. */
const LONGEST_ID = 500;
/** A thread of thousands of messages is told by its first id and its last ones (RFC 5322 §3.6.4). */
const MOST_IDS = 100;

/**
 * The ids in a Message-ID, In-Reply-To or References field, in order, without angle brackets, each once.
 * Tolerant: folds within an id, words between ids (RFC 822 allowed them), ids without brackets where the field
 * has no brackets at all. Of more than 100 the first and the last 99 stay. Takes the field's raw text; what an
 * encoded word might say is no id.
 */
export function parseMessageIds(text: string): string[] {
  const ids = new Set<string>();
  for (const candidate of text.includes('<') ? bracketed(text) : text.split(/[\s,;]+/u)) {
    const id = candidate.replace(/\s+/gu, '');
    if (isId(id, text.includes('<'))) ids.add(id);
  }
  const all = [...ids];
  return all.length <= MOST_IDS ? all : [...all.slice(0, 1), ...all.slice(1 - MOST_IDS)];
}

function isId(id: string, isBracketed: boolean): boolean {
  // RFC 5322 §3.6.4 asks for an `@`; some programs leave it out, but then only the brackets make it an id.
  if (id === '' || id.length > LONGEST_ID || /[<>\p{Cc}]/u.test(id)) return false;
  return isBracketed || /^[^@]+@[^@]+$/u.test(id);
}

function* bracketed(text: string): Generator<string> {
  let open = text.indexOf('<');
  while (open !== -1) {
    const close = text.indexOf('>', open);
    if (close === -1) return;
    // `<<id>`, `<half <id>`: the innermost bracket counts.
    open = text.lastIndexOf('<', close);
    yield text.slice(open + 1, close);
    open = text.indexOf('<', close);
  }
}
