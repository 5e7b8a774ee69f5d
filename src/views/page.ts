/** A part of a list and where the next part begins. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. Opaque to readers. */
  readonly next: string | null;
}

/** Microseconds matter: PostgreSQL keeps them, Date doesn't, so the cursor carries the database's own text. */
export function encodeCursor(at: string, id: string): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

export interface TextCursor {
  /** ISO 8601 in UTC with microseconds. */
  readonly at: string;
  readonly id: string;
}

/** What `encodeCursor` wrote, or null for anything else. */
export function decodeCursor(text: string): TextCursor | null {
  const [, at, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([\x21-\x7e]{1,64})$/u.exec(
      Buffer.from(text, 'base64url').toString('latin1'),
    ) ?? [];
  return at === undefined || id === undefined || Number.isNaN(new Date(at).getTime()) ? null : { at, id };
}
