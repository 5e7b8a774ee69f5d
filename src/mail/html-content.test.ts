import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';
import { parse, serialize } from 'parse5';

import { foreignIn } from '#test/support/html-oracle.ts';

import { authorHtml, stableHtml } from './html-content.ts';
import type { AuthorHtml } from './html-content.ts';
import { htmlToText } from './html-text.ts';
import { readBack } from './html-tree.ts';
import { createScrubber } from './scrub.ts';

const scrubber = createScrubber({
  addresses: [
    { address: 'jan.visser77@bakkerij-visser.nl', alias: 'aaaabbbbccccddddeeeeffffgggg@relay.example' },
  ],
  phones: ['+31 6 12345678'],
  names: ['Jan Visser'],
});

function clean(html: string, hasFiles = false): AuthorHtml {
  const found = authorHtml(html, {
    scrubber,
    picture: (source) => (source === 'cid:known' ? 'cid:image1' : null),
    appended: [],
    hasFiles,
  });
  assert.notEqual(found, null);
  if (found === null) throw new TypeError('too large');
  return found;
}

const visible = (html: string): string => clean(html).text;

const attacks: readonly string[] = [
  '<script>alert(1)</script>x',
  '<scr<script>ipt>alert(1)</scr</script>ipt>x',
  '<img src=x onerror=alert(1)>x',
  '<svg onload=alert(1)>x</svg>y',
  '<svg><style><img src=x onerror=alert(1)></style></svg>x',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>x',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">x',
  '<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>x',
  '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">x',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">x',
  '<xmp><img src=x onerror=alert(1)></xmp>x',
  '<plaintext><img src=x onerror=alert(1)>',
  '<title><img src=x onerror=alert(1)></title>x',
  '<textarea></textarea><img src=x onerror=alert(1)>x',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>x',
  '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">x',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:x">x</a><a href="file:///etc/passwd">y</a><a href="//host/x">z</a>',
  '<a href="https://user:secret@host.example/">x</a>',
  '<base href="https://evil.example/"><a href="/x">x</a>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">x',
  '<link rel=stylesheet href="https://evil.example/x.css">x',
  '<style>@import url(https://evil.example/);p{background:url(https://evil.example/a)}</style><p>x</p>',
  '<p style="background:url(https://evil.example/a)">x</p>',
  '<p style="background-image:image-set(\'https://evil.example/a\' 1x)">x</p>',
  '<p style="background:\\75rl(https://evil.example/a)">x</p>',
  '<p style="width:expression(alert(1));-moz-binding:url(x)">x</p>',
  '<p style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9">x</p>',
  '<p style="color:red;}</style><script>alert(1)</script>">x</p>',
  '<p style="font-family:\'</p><img src=x onerror=alert(1)>\'">x</p>',
  '<img srcset="https://evil.example/a 1x" src="cid:known" alt="x"><picture><source srcset="https://evil.example/b"></picture>',
  '<video poster="https://evil.example/a" src="https://evil.example/b"></video><audio src="https://evil.example/c"></audio>x',
  '<table background="https://evil.example/a"><tr><td background="https://evil.example/b">x</table>',
  '<input type=image src="https://evil.example/a"><button formaction="javascript:alert(1)">x</button>',
  '<form action="https://evil.example/"><input name=password><select><option>x</select></form>y',
  '<p id="x" name="y" class="z" onclick="alert(1)" data-x="1" title="t" tabindex=1 contenteditable>x</p>',
  '<template><img src=x onerror=alert(1)></template>x',
  '<b><p title="</b><img src=x onerror=alert(1)>">x',
  '<a><table><td><a href="https://a.example/">x</a></td></table></a>',
  '<select><template><script>alert(1)</script></template></select>x',
  '<frameset onload=alert(1)><frame src="javascript:alert(1)"></frameset>',
  '<details ontoggle=alert(1) open><summary>x</summary>y</details>',
  '<![CDATA[<img src=x onerror=alert(1)>]]>x',
  '<!--><img src=x onerror=alert(1)>-->x',
  '<!--[if mso]><img src=x onerror=alert(1)><![endif]-->x',
  '<?xml-stylesheet href="javascript:alert(1)"?>x',
  '<a href="mailto:jan@x.example">m</a><a href="tel:+31612345678">t</a><a href="sms:1">s</a>',
  '<x-custom onclick=alert(1)>x</x-custom>',
];

for (const attack of attacks)
  test(`nothing but the allow-list is left of ${attack.slice(0, 70)}`, () => {
    const { html } = clean(attack);
    assert.deepEqual(foreignIn(html ?? ''), []);
  });

/** Pieces that nest in all the wrong ways. */
const piece = fc.constantFrom(
  ...`<p>|</p>|<div>|</div>|<b>|</b>|<i>|</i>|<a href="https://a.example/">|</a>|<table>|</table>|<tr>|<td>|</td>|<tbody>|<caption>
|<ul>|</ul>|<li>|<ol start=3>|</ol>|<dl>|<dt>|<dd>|<h1>|</h1>|<h2>|<pre>|</pre>|<blockquote>|</blockquote>|<br>|<hr>|<img src="cid:known">|<svg>|</svg>
|<math>|<mtext>|<mglyph>|<style>|</style>|<title>|</title>|<form>|</form>|<button>|</button>|<select>|<option>|<textarea>|</textarea>|<noscript>
|</noscript>|<template>|</template>|<foreignObject>|<annotation-xml encoding="text/html">|<marquee>|</marquee>|<font color=red size=5>|</font>|<span style="font-size:0">
|</span>|<span style="color:blue">|<center>|</center>|<nobr>|<ruby>|<rt>|<body text=white>|<html lang=nl>|<frameset>|<plaintext>|<!-- x -->|<!--|-->|]]>
|x|\u00A0|&lt;|&amp;|"|'|\n\n|&nbsp;|jan.visser77|@bakkerij-visser.nl|<p title="</p>">|<object>|<applet>|</p/|<p/>|</br>|<a name=x>|<xmp>|</xmp>`.split(
    /\n?\|/u,
  ),
);
const soup = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

function bodyHtml(html: string, quirks: boolean): string {
  const document = parse(`${quirks ? '' : '<!doctype html>'}<html><head></head><body>${html}</body></html>`);
  const whole = serialize(document);
  return whole.slice(whole.indexOf('<body>') + 6, whole.lastIndexOf('</body>'));
}

test('what is written reads back as the same, in both modes and within an element (mXSS)', () => {
  fc.assert(
    fc.property(soup, (html) => {
      const { html: out, text } = clean(html);
      if (out === null) return;
      assert.deepEqual(foreignIn(out), []);
      const written = (one: string, quirks: boolean): string =>
        bodyHtml(one, quirks)
          .replaceAll('\u00A0', '&nbsp;')
          .replaceAll(/ alt(?=[ >])/gu, ' alt=""');
      for (const quirks of [true, false])
        for (const around of ['', 'div']) {
          const source: string = around === '' ? out : `<${around}>${out}</${around}>`;
          assert.equal(written(source, quirks), source.replaceAll(/<pre>\n/gu, '<pre>'));
        }
      const again = readBack(out);
      assert.equal(stableHtml(again ?? [])?.html, out);
      assert.equal(htmlToText(out), text);
      // `bakkerij-visser.nlx` would be somebody else's domain.
      assert.doesNotMatch(out, /jan\.visser77|(?<![\p{L}\p{N}-])bakkerij-visser\.nl(?![\p{L}\p{N}])/iu);
    }),
    { numRuns: 1500 },
  );
});

const hidden: readonly string[] = [
  '<span style="display:none">Kobold</span>',
  '<span style="DISPLAY : NONE !important">Kobold</span>',
  '<span style="d\\69splay:none">Kobold</span>',
  '<span style="/* x */display:/**/none">Kobold</span>',
  '<span hidden>Kobold</span>',
  '<div style="visibility:hidden">Kobold</div>',
  '<div style="opacity:0">Kobold</div>',
  '<div style="opacity:0.01">Kobold</div>',
  '<span style="font-size:0">Kobold</span>',
  '<span style="font-size:1px">Kobold</span>',
  '<span style="font-size:10%"><span style="font-size:50%">Kobold</span></span>',
  '<div style="font-size:.1em">Kobold</div>',
  '<span style="color:#fff">Kobold</span>',
  '<span style="color:rgba(0,0,0,0.01)">Kobold</span>',
  '<span style="color:transparent">Kobold</span>',
  '<font color=white>Kobold</font>',
  '<div style="background:#222"><span style="color:#232323">Kobold</span></div>',
  '<table bgcolor=black><tr><td><font color="#010101">Kobold</font></td></tr></table>',
  '<div style="position:absolute;left:-9999px">Kobold</div>',
  '<div style="text-indent:-9999px">Kobold</div>',
  '<div style="margin-left:-5000px">Kobold</div>',
  '<div style="height:0;overflow:hidden">Kobold</div>',
  '<div style="max-height:0px;max-width:0;overflow:hidden">Kobold</div>',
  '<div style="transform:scale(0)">Kobold</div>',
  '<div style="clip:rect(0,0,0,0);position:absolute">Kobold</div>',
  '<div style="clip-path:inset(100%)">Kobold</div>',
  '<style>.k{display:none}</style><p class="k">Kobold</p>',
  '<style>p#k, td.x{color:red;font-size:0}</style><p id=k>Kobold</p>',
  '<style>.k{display:block}.k{display:none!important}</style><p class=k style="display:block">Kobold</p>',
  '<!-- Kobold -->',
  '<title>Kobold</title>',
  '<select><option>Kobold</select>',
];

for (const html of hidden)
  test(`hidden text doesn't travel: ${html}`, () => {
    const { html: out, text } = clean(`<p>Seen</p>${html}`);
    assert.equal(text, 'Seen');
    assert.doesNotMatch(out ?? '', /Kobold/u);
  });

const shown: readonly string[] = [
  '<div style="background:#000;color:#fff">Kobold</div>',
  '<table bgcolor=black><tr><td><font color=white>Kobold</font></td></tr></table>',
  '<div style="background:#000"><div style="background:url(x.png)"><b style="color:#fff">Kobold</b></div></div>',
  '<table bgcolor="#003366"><tr><td><font color=white>Kobold</font></td></tr></table>',
  '<div style="background:url(x.png)"><span style="color:#fff">Kobold</span></div>',
  '<div style="background-color:#000">Kobold</div>',
  '<td style="font-size:0"><span style="font-size:14px">Kobold</span></td>',
  '<p style="color:#999">Kobold</p>',
  '<style>.outer .k{display:none}</style><div class=outer><p class=k>Kobold</p></div>',
  '<style>@media print{.k{display:none}}</style><p class=k>Kobold</p>',
  '<details><summary>More</summary>Kobold</details>',
];

for (const html of shown)
  test(`text that is seen, or that some reader sees, stays for all: ${html}`, () => {
    assert.match(visible(html), /Kobold/u);
  });

test('what is written can be told from its background', () => {
  assert.equal(
    clean('<div style="background-color:#000">Kobold</div>').html,
    '<div style="background-color:#000000"><span style="color:#ffffff">Kobold</span></div>',
  );
  assert.equal(
    clean('<div style="background:url(x.png)"><b style="color:#fff">Kobold</b></div>').html,
    '<div><b>Kobold</b></div>',
  );
});

test('what is invisible between letters goes', () => {
  assert.equal(visible('<p>he\u200Bl\u00ADl\u{E0041}o \u202Edlrow</p>'), 'hello dlrow');
  assert.equal(visible('<p>नमस्\u200Dते 👩\u200D🚀 می\u200Cخواهم</p>'), 'नमस्\u200Dते 👩\u200D🚀 می\u200Cخواهم');
});

test('a style is written anew from what was understood', () => {
  const style = (css: string): string | undefined =>
    /style="([^"]*)"/u.exec(clean(`<p style="${css}">x</p>`).html ?? '')?.[1];
  assert.equal(style('color: RED; font-weight:bold'), 'color:#ff0000;font-weight:bold');
  assert.equal(style('margin:0cm 0cm 10pt'), 'margin:0 0 13.3px');
  assert.equal(style('margin-left:-20px;padding:9999px'), undefined);
  assert.equal(style('font-family:&quot;Segoe UI&quot;,Arial'), "font-family:'Segoe UI', Arial");
  assert.equal(style('font-family:url(x)'), undefined);
  assert.equal(style('font-size:2em'), 'font-size:32px');
  assert.equal(style('font-size:900px'), 'font-size:48px');
  assert.equal(style('line-height:0'), undefined);
  assert.equal(style('line-height:115%'), 'line-height:1.15');
  assert.equal(style('border:1px solid #ccc;border-left:url(x)'), 'border:1px solid #cccccc');
  assert.equal(style('float:left;position:relative;z-index:3;display:flex;unknown:1'), undefined);
  assert.equal(style('text-align:center;width:50%'), 'text-align:center;width:50%');
});

test('old HTML becomes style', () => {
  assert.equal(
    clean('<center><font size="+2" color="#00f" face="Arial">x</font></center>').html,
    '<div style="text-align:center"><span style="font-size:24px;color:#0000ff;font-family:Arial">x</span></div>',
  );
});

test('the body keeps its colours', () => {
  assert.equal(
    clean('<body bgcolor="#000000" text="#ffffff"><p>x</p></body>').html,
    '<div style="color:#ffffff;background-color:#000000"><p>x</p></div>',
  );
});

const wrapped: readonly (readonly [string, string])[] = [
  [
    'https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fa%3Fb%3D1&data=05%7Cx%40y.example',
    'https://shop.example/a?b=1',
  ],
  [
    'https://urldefense.proofpoint.com/v1/url?u=https://shop.example/a&k=x&r=x%40y.example',
    'https://shop.example/a',
  ],
  [
    'https://urldefense.proofpoint.com/v2/url?u=https-3A__shop.example_a-3Fb-3D1&d=x&r=y',
    'https://shop.example/a?b=1',
  ],
  ['https://urldefense.com/v3/__https://shop.example/a?b=1__;!!abc!x$', 'https://shop.example/a?b=1'],
  ['https://urldefense.com/v3/__https://shop.example/caf*__;w6k!!abc$', 'https://shop.example/caf%C3%A9'],
  [
    'https://urldefense.com/v3/__https://shop.example/**A/x__;w6nDqQ!!abc$',
    'https://shop.example/%C3%A9%C3%A9/x',
  ],
  ['https://www.google.com/url?q=https://shop.example/a&sa=D&usg=x', 'https://shop.example/a'],
  ['https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fshop.example%2fa&c=E,1,x', 'https://shop.example/a'],
  ['https://secure-web.cisco.com/1abcDEF/https%3A%2F%2Fshop.example%2Fa', 'https://shop.example/a'],
  [
    'https://protect2.fireeye.com/v1/url?k=x&q=1&e=y&u=https%3A%2F%2Fshop.example%2Fa',
    'https://shop.example/a',
  ],
  [
    `https://us-west-2.protection.sophos.com/?d=shop.example&u=${Buffer.from('https://shop.example/a').toString('base64')}&i=x`,
    'https://shop.example/a',
  ],
  ['https://url.avanan.click/v2/___https://shop.example/a___.YXA:x', 'https://shop.example/a'],
  [
    'https://deref-gmx.net/mail/client/x/dereferrer/?redirectUrl=https%3A%2F%2Fshop.example%2Fa',
    'https://shop.example/a',
  ],
  ['https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example%2Fa&h=x', 'https://shop.example/a'],
  [
    'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fshop.example%2Fa__%3B!!x%24&data=y',
    'https://shop.example/a',
  ],
  ['https://protect-eu.mimecast.com/s/AbC?domain=shop.example', 'https://protect-eu.mimecast.com/s/AbC'],
];

for (const [link, target] of wrapped)
  test(`a protected link is unwrapped: ${link.slice(0, 60)}`, () => {
    const { html, counts } = clean(`<a href="${link.replaceAll('&', '&amp;')}">x</a>`);
    assert.equal(html, `<a href="${target.replaceAll('&', '&amp;')}">x</a>`);
    assert.equal(counts.unwrappedLinks, 1);
  });

test('a link keeps what names nobody', () => {
  const href = (link: string): string | undefined =>
    /href="([^"]*)"/u.exec(clean(`<a href="${link}">x</a>`).html ?? '')?.[1]?.replaceAll('&amp;', '&');
  assert.equal(
    href('https://t.example/a?x=1&amp;m=jan.visser77%40bakkerij-visser.nl&amp;y=2#s'),
    'https://t.example/a?x=1&y=2#s',
  );
  assert.equal(href('https://t.example/jan.visser77/b'), 'https://t.example/-/b');
  assert.equal(
    href(`https://t.example/?e=${Buffer.from('jan.visser77@bakkerij-visser.nl').toString('base64')}`),
    'https://t.example/',
  );
  assert.equal(href('https://www.bakkerij-visser.nl/contact'), undefined);
  assert.equal(href('https://t.example/%zz?q=%'), 'https://t.example/%zz?q=%');
});

test('an address that markup cuts in pieces is found, and replaced once', () => {
  const { html, replaced } = clean('<p>to jan.<b>visser77</b>@bakkerij<i>-visser</i>.nl!</p>');
  assert.equal(html, '<p>to aaaabbbbccccddddeeeeffffgggg@relay.example<b></b><i></i>!</p>');
  assert.equal(replaced, 1);
});

const quotes: readonly (readonly [program: string, html: string])[] = [
  [
    'Gmail',
    '<div dir="ltr">New words</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 2 Mar 2026 at 10:00, X &lt;x@y.example&gt; wrote:<br></div><blockquote class="gmail_quote">old</blockquote></div>',
  ],
  [
    'Outlook',
    '<div class=WordSection1><p class=MsoNormal>New words</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Von:</b> X &lt;x@y.example&gt;<br><b>Gesendet:</b> Montag, 2. März 2026 10:00<br><b>An:</b> Y<br><b>Betreff:</b> Z</p></div><p>old</p></div>',
  ],
  [
    'Outlook on the web',
    '<div>New words</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> X<br><b>Sent:</b> Monday, March 2, 2026 10:00 AM<br><b>To:</b> Y<br><b>Subject:</b> Z</div><div>old</div>',
  ],
  [
    'Apple Mail',
    '<div>New words</div><br><div>Op 2 mrt 2026 om 10:00 schreef X &lt;x@y.example&gt;:<br><blockquote type="cite">old</blockquote></div>',
  ],
  [
    'Thunderbird',
    '<p>New words</p><div class="moz-cite-prefix">Am 02.03.26 um 10:00 schrieb X:<br></div><blockquote type="cite" cite="mid:1@y.example">old</blockquote>',
  ],
  [
    'Thunderbird, answer below',
    '<div class="moz-cite-prefix">Am 02.03.26 um 10:00 schrieb X:<br></div><blockquote type="cite" cite="mid:1@y.example">old</blockquote><p>New words</p>',
  ],
  [
    'Yahoo',
    '<div>New words</div><div class="yahoo_quoted" id="yahoo_quoted_1"><div>On Monday, March 2, 2026, X wrote:</div><div>old</div></div>',
  ],
];

for (const [program, html] of quotes)
  test(`the quote of ${program} is cut`, () => {
    const found = clean(html);
    assert.equal(found.text, 'New words');
    assert.doesNotMatch(found.html ?? '', /old|wrote|schr|Von|From|x@y/u);
    assert.equal(found.cut, 'exact');
    assert.match(found.quoted ?? '', /old/u);
  });

test('answers between quotes keep the quotes, and it is said', () => {
  const found = clean(
    '<blockquote type="cite">one?</blockquote><p>yes</p><blockquote type="cite">two?</blockquote><p>no</p>',
  );
  assert.equal(found.text, '> one?\n\nyes\n\n> two?\n\nno');
  assert.equal(found.cut, 'unsure');
});

test('a signature block goes, unless there is nothing else', () => {
  assert.equal(visible('<p>Words</p><div class="gmail_signature">Jan<br>Bakery</div>'), 'Words');
  assert.equal(visible('<div class="gmail_signature">Jan</div>'), 'Jan');
});

test('the text is readable: lists, tables, links, pictures, quotations', () => {
  assert.equal(
    visible(
      '<h2>Order</h2><p>Dear&nbsp;sir,<br>see:</p><ul><li>one<li><p>two</p><ol><li>a<li>b</ol></ul><table><tr><th>No</th><th>What</th></tr><tr><td>1</td><td><p>Lid</p></td></tr></table><p><a href="https://shop.example/x">here</a>, <a href="https://shop.example/">shop.example</a></p><img src="cid:known" alt="lid"><hr><pre>a\n  b</pre>',
    ),
    'Order\n\nDear sir,\nsee:\n\n- one\n- two\n  1. a\n  2. b\n\nNo | What\n1 | Lid\n\nhere (https://shop.example/x), shop.example\n\n[lid]\n———\n\na\n  b',
  );
});

test('HTML that would cost too much is given up for its text', () => {
  const options = { scrubber, picture: () => null, appended: [], hasFiles: false };
  assert.equal(authorHtml('<div>'.repeat(5000), options), null);
  assert.equal(
    authorHtml(Array.from({ length: 5000 }, (_, i) => `<font color="#${i}">`).join(''), options),
    null,
  );
  assert.equal(authorHtml('<br>'.repeat(100_000), options), null);
  assert.equal(authorHtml('x'.repeat(2_100_000), options), null);
  assert.equal(
    authorHtml(`<p ${Array.from({ length: 90_000 }, (_, i) => `a${i}=1`).join(' ')}>x</p>`, options)?.html,
    '<p>x</p>',
  );
});
