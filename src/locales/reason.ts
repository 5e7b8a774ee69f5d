import { isMessageKey, say } from './catalogue.ts';
import { formatValues } from './obstacle.ts';

/** What a stored reason says: a key of the catalogue with its values. */
export interface SaidReason {
  /** `refusal.…`, `note.…` or `advice.…`. */
  readonly code: string;
  readonly detail: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/**
 * The sentence of a stored reason, in the reader's language. What stands against a contact reason is refused in the
 * same words in which it is shown beforehand (`obstacle.…`). A code of another release shows its detail.
 */
export function reasonText(language: string, { code, detail, values = {} }: SaidReason): string {
  const shared = code.replace(/^refusal\./u, 'obstacle.');
  const key = [code, shared].find(isMessageKey);
  return key === undefined ? detail : say(language, key, { ...formatValues(language, values), detail });
}
