/** What a link says when a mail program's or a scanner's wrapping is taken off. */
export interface UnwrappedLink {
  readonly href: string;
  readonly unwrapped: boolean;
}

type Unwrap = (url: URL) => string | null;

const parameter =
  (...names: readonly string[]): Unwrap =>
  (url) => {
    for (const name of names) {
      const value = url.searchParams.get(name);
      if (value !== null && /^https?:/iu.test(value)) return value;
    }
    return null;
  };

/** Proofpoint URL Defense 1 and 2: `u=` in percent escapes, or with `-` for `%` and `_` for `/`. */
const proofpoint: Unwrap = (url) => {
  const value = url.searchParams.get('u');
  if (value === null) return null;
  if (!url.pathname.startsWith('/v2/')) return value;
  try {
    return decodeURIComponent(value.replaceAll('-', '%').replaceAll('_', '/'));
  } catch {
    return null;
  }
};

const RUN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Proofpoint URL Defense 3: `/v3/__URL__;CHARACTERS!!…`. A `*` stands for the next of the characters, `**` and a
 * letter for a run of them, two for `A`, three for `B` and so on.
 */
const proofpoint3: Unwrap = (url) => {
  const match = /\/v3\/__(?<target>.{1,8000}?)__;(?<characters>[\w-]{0,8000})/u.exec(url.href);
  const { target, characters = '' } = match?.groups ?? {};
  if (target === undefined) return null;
  const replaced = Array.from(Buffer.from(characters, 'base64url').toString('utf8'));
  let next = 0;
  return target.replaceAll(/\*(?:\*([A-Za-z\d_-]))?/gu, (_, run: string | undefined) => {
    const count = run === undefined ? 1 : RUN_LETTERS.indexOf(run) + 2;
    next += count;
    return encodeURI(replaced.slice(next - count, next).join(''));
  });
};

/** Avanan (Check Point): the URL stands between two rows of underscores. */
const betweenUnderscores: Unwrap = (url) => /___(https?:.{1,8000}?)___/iu.exec(url.href)?.[1] ?? null;

/** Cisco: the target is the last segment of the path, in percent escapes. */
const lastSegment: Unwrap = (url) => {
  try {
    return decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
  } catch {
    return null;
  }
};

/** Sophos: `u=` in base64. */
const base64Parameter: Unwrap = (url) => {
  const value = url.searchParams.get('u');
  return value === null ? null : Buffer.from(value, 'base64').toString('utf8');
};

/** Host (or its end, with a leading dot) and how the target is found in it. */
const WRAPPERS: readonly (readonly [host: RegExp, unwrap: Unwrap])[] = [
  [/(?:^|\.)safelinks\.protection\.(?:outlook|office365)\.[a-z.]+$/u, parameter('url')],
  [/^statics\.teams\.(?:cdn\.office\.net|microsoft\.com)$/u, parameter('url')],
  [/(?:^|\.)safelink\.emails\.azure\.net$/u, parameter('destination')],
  [/^urldefense\.proofpoint\.com$/u, proofpoint],
  [/^urldefense\.(?:com|us)$/u, (url) => proofpoint3(url) ?? proofpoint(url)],
  [/(?:^|\.)google\.[a-z.]{2,6}$/u, (url) => (url.pathname === '/url' ? parameter('q', 'url')(url) : null)],
  [/(?:^|\.)linkprotect\.cudasvc\.com$/u, parameter('a')],
  [/(?:^|\.)mimecast(?:protect)?\.com$/u, parameter('u', 'url')],
  [/(?:^|\.)(?:trendmicro|tmase)\.(?:com|eu)$/u, parameter('url')],
  [/^secure-web\.cisco\.com$/u, lastSegment],
  [/^protect\d?\.fireeye\.com$/u, parameter('u')],
  [/^clicktime\.(?:symantec\.com|cloud\.postoffice\.net)$/u, parameter('u', 'U')],
  [/(?:^|\.)protection\.sophos\.com$/u, base64Parameter],
  [/^url\.avanan\.click$/u, betweenUnderscores],
  [/(?:^|\.)checkpoint\.com$/u, betweenUnderscores],
  [/(?:^|\.)vadesecure\.com$/u, parameter('u', 'url')],
  [/(?:^|\.)mailcontrol\.com$/u, parameter('u', 'url')],
  [/(?:^|\.)deref-(?:gmx|web|mail)\.(?:net|de|com)$/u, parameter('redirectUrl')],
  [/^l[m]?\.(?:facebook|instagram|messenger)\.com$/u, parameter('u')],
  [/^slack-redir\.net$/u, parameter('url')],
  [/^www\.youtube\.com$/u, (url) => (url.pathname === '/redirect' ? parameter('q')(url) : null)],
  [/^www\.linkedin\.com$/u, (url) => (url.pathname.startsWith('/redir') ? parameter('url')(url) : null)],
];

/** Nobody's mail has passed more scanners than this. */
const LAYERS = 6;

/** Wrapped links whose target can't be told, known by host; what is after `?` names the reader. */
const OPAQUE =
  /(?:^|\.)(?:mimecast(?:protect)?\.com|hornetsecurity\.com|outlook\.inky\.com|cudasvc\.com|trendmicro\.(?:com|eu)|sophos\.com|fireeye\.com|symantec\.com|safelinks\.protection\.outlook\.com|urldefense\.(?:com|us)|urldefense\.proofpoint\.com)$/u;

/** An http or https URL without user name and password, or null. */
export function webUrl(href: string): URL | null {
  // HTML: tabs and line ends inside a URL are dropped (WHATWG URL §4.4); `URL` does it.
  if (href.length > 8000 || !/^\s*https?:/iu.test(href)) return null;
  const url = URL.parse(href.trim());
  if (url === null || !/^https?:$/u.test(url.protocol) || url.hostname === '') return null;
  url.username = '';
  url.password = '';
  return url;
}

/**
 * Takes link-protection wrappers off (relay paper, section 5): their query strings carry the address of the
 * person whose mailbox they protect. Null for what is no web link.
 */
export function unwrapLink(href: string): UnwrappedLink | null {
  let url = webUrl(href);
  let unwrapped = false;
  for (let layer = 0; layer < LAYERS && url !== null; layer += 1) {
    const target = targetOf(url);
    const inner = target === null ? null : webUrl(target);
    if (inner === null) break;
    url = inner;
    unwrapped = true;
  }
  if (url === null) return null;
  if (OPAQUE.test(url.hostname) && (url.search !== '' || url.hash !== '')) {
    url.search = '';
    url.hash = '';
    unwrapped = true;
  }
  return { href: url.href, unwrapped };
}

function targetOf(url: URL): string | null {
  for (const [host, unwrap] of WRAPPERS) {
    if (!host.test(url.hostname)) continue;
    const target = unwrap(url);
    if (target !== null) return target;
  }
  return null;
}
