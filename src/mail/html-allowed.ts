// The whole list of elements that an author's HTML may hold (C6); what it doesn't name is never written.

/** Elements that travel, each under its own name. */
export const KEPT: ReadonlySet<string> = new Set(
  `p div br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody tfoot tr th td
  a span b strong i em u s del ins sub sup small code kbd samp var q mark img`.split(/\s+/u),
);

/** Elements that travel as another one, so that their style has a place. */
export const RENAMED: ReadonlyMap<string, string> = new Map(
  [
    'div:center form fieldset section article header footer main aside nav figure figcaption address details summary legend body hgroup search',
    'span:font button label time bdi bdo big cite dfn abbr acronym marquee blink ruby rt rb nobr tt data output meter progress',
    's:strike',
    'ul:menu dir',
    'pre:listing xmp plaintext',
  ].flatMap((line) => {
    const [to = '', from = ''] = line.split(':');
    return from.split(' ').map((tag): [string, string] => [tag, to]);
  }),
);

/** Elements that go with all that is in them. All else that isn't known goes and leaves its content. */
export const DROPPED: ReadonlySet<string> = new Set(
  `script style template iframe frame frameset object embed applet param noembed noframes noscript title head
  meta link base svg math video audio source track canvas map area select option optgroup datalist textarea input
  keygen isindex bgsound colgroup col rp portal fencedframe wbr basefont command dialog`.split(/\s+/u),
);

/** Elements that mean nothing when there is nothing in them. */
export const INLINE_TAGS: ReadonlySet<string> = new Set(
  'a span b strong i em u s del ins sub sup small code kbd samp var q mark'.split(' '),
);
