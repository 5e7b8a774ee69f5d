/** Where the reader is: everything that is seen stands in it, so that it can be kept and sent to a colleague. */
export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** `/inbox/:id` and `/inbox/42` → `{ id: '42' }`; null where they don't fit. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split('/');
  const given = path.replace(/(?<=.)\/$/u, '').split('/');
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== segment) return null;
    } else if (segment === '') return null;
    else found[part.slice(1)] = decodeSegment(segment);
  }
  return found;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a `%` that somebody typed
  }
}

/** The same query with some values changed; null takes one out. The order stays, so that addresses stay equal. */
export function withQuery(query: URLSearchParams, changes: Readonly<Record<string, string | null>>): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes))
    if (value === null || value === '') changed.delete(name);
    else changed.set(name, value);
  return changed.size === 0 ? '' : `?${changed}`;
}
