import { unwrapLink, webUrl } from './html-link-wrappers.ts';
import type { Scrubber } from './scrub.ts';

/** A link as it may travel. */
export interface CleanLink {
  /** Null where nothing of it may: no web address, or a private host. */
  readonly href: string | null;
  readonly unwrapped: boolean;
  /** A private value was taken out. */
  readonly scrubbed: boolean;
}

/** RFC 3986 §3.4, form-encoded: the parts between `&`, without those that hold a private value. */
function cleanQuery(search: string, scrubber: Scrubber): string {
  if (search === '') return '';
  const kept = search
    .slice(1)
    .split(/(?<=[&;])/u)
    .filter((part) => scrubber.find(part).length === 0)
    .join('')
    .replace(/[&;]$/u, '');
  return kept === '' ? '' : `?${kept}`;
}

function cleanPath(path: string, scrubber: Scrubber): string {
  return path
    .split('/')
    .map((segment) => (scrubber.find(segment).length === 0 ? segment : '-'))
    .join('/');
}

/**
 * Makes a link fit to travel: http and https alone, protection wrappers off, no user name, and no part of the
 * query, path or fragment that holds a private value in whatever encoding (tracking links do).
 */
export function cleanLink(href: string, scrubber: Scrubber): CleanLink {
  const unwrapped = unwrapLink(href);
  if (unwrapped === null) return { href: null, unwrapped: false, scrubbed: scrubber.find(href).length > 0 };
  if (scrubber.find(unwrapped.href).length === 0) return { ...unwrapped, scrubbed: false };
  const url = webUrl(unwrapped.href);
  if (url === null || scrubber.find(url.hostname).length > 0)
    return { href: null, unwrapped: unwrapped.unwrapped, scrubbed: true };
  url.search = cleanQuery(url.search, scrubber);
  url.pathname = cleanPath(url.pathname, scrubber);
  if (scrubber.find(url.hash).length > 0) url.hash = '';
  // SECURITY: what still holds a value, across the parts, doesn't travel at all.
  const rest = scrubber.find(url.href).length === 0 ? url.href : null;
  return { href: rest, unwrapped: unwrapped.unwrapped, scrubbed: true };
}

/** A web address in running text, without the punctuation that ends a sentence. */
const WEB_ADDRESS = /\bhttps?:\/\/[^\s<>"\u201C\u201D\u00AB\u00BB]{1,4000}/giu;

/** Cleans the web addresses that stand in text as `cleanLink` does. */
export function cleanLinksInText(
  text: string,
  scrubber: Scrubber,
): { readonly text: string; readonly unwrapped: number; readonly scrubbed: number } {
  let unwrapped = 0;
  let scrubbed = 0;
  if (!text.includes('://')) return { text, unwrapped, scrubbed };
  const cleaned = text.replaceAll(WEB_ADDRESS, (found) => {
    const tail = /[.,;:!?)\]}'>*_]{1,20}$/u.exec(found)?.[0] ?? '';
    const address = found.slice(0, found.length - tail.length);
    const link = cleanLink(address, scrubber);
    if (link.unwrapped) unwrapped += 1;
    if (link.scrubbed) scrubbed += 1;
    if (!link.unwrapped && !link.scrubbed) return found;
    return (link.href ?? scrubber.scrub(address).text) + tail;
  });
  return { text: cleaned, unwrapped, scrubbed };
}
