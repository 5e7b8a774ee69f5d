import { isUsableMessageId } from './message-id.ts';

/** RFC 5322 sets no limit to References; mail programs cut long ones, so we do it where it does no harm. */
export const MAX_REFERENCES = 30;

export interface ThreadHeaders {
  /** Without angle brackets; null for the first message of a thread. */
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

/**
 * In-Reply-To and References for a message to one recipient (RFC 5322 §3.6.4, ALIAS 4). `chain` holds the
 * Message-IDs of the messages it continues, oldest first, its parent last, each by the id under which *this
 * recipient* holds it; null stands for a message that the recipient doesn't hold.
 *
 * The first id stays (mail programs find the thread by it), then the latest ones, at most 30 in all. Ids
 * that couldn't stand in a header are dropped, repeated ones keep their last place.
 */
export function threadHeaders(chain: readonly (string | null)[]): ThreadHeaders {
  const held = chain.filter((id) => id !== null && isUsableMessageId(id)) as string[];
  const parent = held.at(-1);
  if (parent === undefined) return { inReplyTo: null, references: [] };
  const unique = [...new Set(held.reverse())].reverse();
  const [first] = unique;
  const references =
    unique.length <= MAX_REFERENCES || first === undefined
      ? unique
      : [first, ...unique.slice(1 - MAX_REFERENCES)];
  return { inReplyTo: parent, references };
}
