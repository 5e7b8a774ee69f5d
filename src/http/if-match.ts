import type { Context } from 'hono';

import type { HttpEnvironment } from './environment.ts';

// What several people edit has a version: a change names the one that it changes (RFC 9110 §13.1.1).

/** RFC 9110 §8.8.3: a strong validator. */
export function tagOf(version: number): string {
  return `"${version}"`;
}

/** The version that If-Match names; null without one that is ours. */
export function versionOf(c: Context<HttpEnvironment>): number | null {
  const text = /^"(\d{1,9})"$/u.exec(c.req.header('if-match') ?? '')?.[1];
  return text === undefined ? null : Number(text);
}
