import { decodeHTML } from 'entities';
import type { MappedTextBuilder } from './mapped-text.ts';

const REFERENCE = /&(?:#x[0-9a-f]{1,8}|#[0-9]{1,8}|[a-z][a-z0-9]{1,31});?/giu;
const WHITE_SPACE = /[\t\n\f\r]/gu;

function pushSpaced(builder: MappedTextBuilder, run: string, start: number): void {
  if (run !== '') builder.pushRun(run.replace(WHITE_SPACE, ' '), start);
}

function pushPlain(builder: MappedTextBuilder, source: string, start: number, end: number): void {
  // HTML shows every run of white space as a space; line breaks come from elements. A CRLF is one character of it
  // (HTML 13.2.3.5), or the same message would read differently by the way it came.
  let at = start;
  for (const run of source.slice(start, end).split('\r\n')) {
    if (at > start) builder.push(' ', at - 2, at);
    pushSpaced(builder, run, at);
    at += run.length + 2;
  }
}

/** Pushes `source[start..end]` with character references decoded, each mapped to the reference's whole range. */
export function pushDecoded(builder: MappedTextBuilder, source: string, start: number, end: number): void {
  const run = source.slice(start, end);
  if (!run.includes('&')) {
    pushPlain(builder, source, start, end);
    return;
  }
  let at = start;
  for (const match of run.matchAll(REFERENCE)) {
    const from = start + match.index;
    const decoded = decodeHTML(match[0]);
    if (decoded === match[0]) continue;
    pushPlain(builder, source, at, from);
    builder.push(decoded, from, from + match[0].length);
    at = from + match[0].length;
  }
  pushPlain(builder, source, at, end);
}
