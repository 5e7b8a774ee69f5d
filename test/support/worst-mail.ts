// Mail that is made to cost more than it weighs (threats C10), each in about the number of octets asked for.

const HEAD = [
  'From: a <buyer17@bench.example>',
  'To: b@post.market.example',
  'Message-ID: <1@bench.example>',
  'MIME-Version: 1.0',
].join('\r\n');

const many = (piece: string, octets: number): string =>
  piece.repeat(Math.max(1, Math.round(octets / Buffer.byteLength(piece))));

function numbered(piece: (index: number) => string, octets: number): string {
  const pieces: string[] = [];
  for (let length = 0; length < octets; length += pieces.at(-1)?.length ?? 1)
    pieces.push(piece(pieces.length));
  return pieces.join('');
}

type Make = (octets: number) => string;

const mail = (fields: string, body: string): string => `${HEAD}\r\n${fields}\r\n\r\n${body}\r\n`;
const plain =
  (piece: string, before = '', after = ''): Make =>
  (octets) =>
    mail('Content-Type: text/plain; charset=utf-8', `${before}${many(piece, octets)}${after}`);
const html =
  (piece: string, before = '', after = ''): Make =>
  (octets) =>
    mail('Content-Type: text/html; charset=utf-8', `${before}${many(piece, octets)}${after}`);
const encoded =
  (encoding: string, piece: string): Make =>
  (octets) =>
    mail(`Content-Transfer-Encoding: ${encoding}`, many(piece, octets));
/** A field holds 64 KiB at most (threats T9). */
const field =
  (name: string, piece: string, before = '', after = ''): Make =>
  (octets) =>
    mail(`${name}: ${before}${many(piece, Math.min(octets / 16, 60_000))}${after}`, 'x');
const parts =
  (count: number, fields: string, body: (octets: number) => string): Make =>
  (octets) =>
    mail(
      'Content-Type: multipart/mixed; boundary=b',
      `${many('x', 1)}${`\r\n--b\r\n${fields}\r\n\r\n${body(octets / count)}`.repeat(count)}\r\n--b--`,
    );

const nested = (open: string, close: string, depth: number): string =>
  `${open.repeat(depth)}x${close.repeat(depth)}`;

export const worstMails: Readonly<Record<string, Make>> = {
  'text: >': plain('>'),
  'text: > lines': plain('>\r\n'),
  'text: > and blanks': plain('> '),
  'text: quoted lines': plain('> a line that is quoted\r\n', 'hi\r\n'),
  'text: answers between': plain('a\r\n> b\r\n'),
  'text: blank lines': plain('\r\n', 'a', 'b'),
  'text: lines of blanks': plain(' \r\n', 'a', 'b'),
  'text: blanks in a line': plain(' ', 'a', 'b'),
  'text: no-break spaces': plain('\u00A0', 'a', 'b'),
  'text: dashes': plain('-'),
  'text: dash lines': plain('--\r\n'),
  'text: underscores': plain('_'),
  'text: rules': plain('----------\r\n\r\n', '', 'x'),
  'text: armour': plain('-----BEGIN PGP SIGNATURE-----\r\n'),
  'text: > and armour': plain('>\r\n', '', '-----BEGIN PGP SIGNATURE'),
  'text: clear-signed': plain('-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: x\r\n'),
  'text: heads': plain('On Tue, 5 Mar 2024 at 10:00, x <a@b.example> wrote:\r\n'),
  'text: half heads': plain('On a\r\nb:\r\n'),
  'text: colons': plain('x:\r\n'),
  'text: dates': plain('2024-03-05 10:00 x:\r\n'),
  'text: header labels': plain('From: x\r\nSent: y\r\n\r\n'),
  'text: help desk': plain('## reply above this line ##\r\n'),
  'text: signatures': plain('x\r\n-- \r\ny\r\n'),
  'text: advertisements': plain('Sent from my iPhone\r\n'),
  'text: stars': plain('*a*'),
  'text: bars': plain('| a\r\n'),
  'text: a@': plain('a@'),
  'text: dotted locals': plain('a.n.n.a@gmail.com '),
  'text: own address': plain('buyer17@bench.example '),
  'text: own host': plain('bench.example'),
  'text: own local part': plain('buyer17'),
  'text: names': plain('From: Jan Visser\r\n'),
  'text: a name in a line': plain('aaa'),
  'text: telephone': plain('612345678'),
  'text: digits': plain('1 2 3 '),
  'text: links': plain('https://a.example/x?y=z '),
  'text: links with own': plain('https://a.example/x?y=buyer17@bench.example '),
  'text: one link': plain('a=b&', 'https://a.example/?'),
  'text: %40': plain('%40'),
  'text: %2525': plain('25', '%', '40'),
  'text: =40': plain('=40'),
  'text: &#64;': plain('&#64;'),
  'text: &amp;amp;': plain('amp;', '&'),
  'text: base64': plain('QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODkw'),
  'text: base64 segments': plain('QUJDREVGR0hJSk/'),
  'text: base64 tokens': plain('abcdefghijkL== '),
  'text: hexadecimal': plain('deadbeef12'),
  'text: umlauts': plain('ü'),
  'text: marks': plain('\u0301', 'a'),
  'text: unseen': plain('\u200B'),
  'text: joiners': plain('\u200D'),
  'text: full width': plain('ａ'),
  'text: emoji': plain('😀'),
  'text: long foldings': plain('ﷺ'),
  'text: uuencode heads': plain('begin 644 x\r\n'),
  'text: yEnc heads': plain('=ybegin name=x\r\n'),
  'text: flowed': (octets) => mail('Content-Type: text/plain; format=flowed', many('> a \r\n', octets)),
  'text: enriched': (octets) => mail('Content-Type: text/enriched', many('<param>', octets)),
  'html: div, blockquote': html('<div><blockquote>'),
  'html: 500 deep': html(nested('<div>', '</div>', 500)),
  'html: quotes 250 deep': html(nested('<blockquote>', '</blockquote>', 250)),
  'html: lists': html('<ul><li>'),
  'html: lists 250 deep': html(nested('<ul><li>', '</li></ul>', 250)),
  'html: tables': html('<table><tr><td>'),
  'html: tables 100 deep': html(nested('<table><tr><td>', '</td></tr></table>', 100)),
  'html: cells': html('<tr><td>a<td>b', '<table>'),
  'html: font': html('<font color=red>'),
  'html: font with text': html('<font color=red>x'),
  'html: b and i crossed': html('<b><i>x</b></i>'),
  'html: b in p': html('<b><p>x'),
  'html: links': html('<a href=https://a.example/x>x</a> '),
  'html: links with own': html('<a href="https://a.example/?x=buyer17@bench.example&y=1">l</a>'),
  'html: open links': html('<a href=https://a.example>x'),
  'html: br': html('<br>'),
  'html: pictures': html('<img src=https://a.example/x.png alt=x>'),
  'html: spans': html('<span style="color:#123456;font-size:12px">x</span>'),
  'html: attributes': (octets) =>
    mail('Content-Type: text/html', `<p ${numbered((index) => `a${index}=1 `, octets)}>x`),
  'html: attributes of html': (octets) =>
    mail(
      'Content-Type: text/html',
      numbered((index) => `<html a${index}=1>`, octets),
    ),
  'html: classes': html('x ', '<p class="', '">x'),
  'html: a style': html('color:red;', '<p style="', '">x'),
  'html: style sheet': html('p.a{color:red}', '<style>', '</style><p class=a>x'),
  'html: comments in styles': html('/*', '<style>', '</style>x'),
  'html: entities': html('&amp;'),
  'html: &nbsp;': html('&nbsp;', 'a', 'b'),
  'html: &': html('&'),
  'html: comments': html('<!-- x -->'),
  'html: open comments': html('<!--'),
  'html: <': html('<'),
  'html: end tags': html('</p>'),
  'html: forms': html('<form>'),
  'html: templates': html('<template>'),
  'html: svg': html('<svg>'),
  'html: text in tables': html('<table>x'),
  'html: pre': html('a\n', '<pre>'),
  'html: words': html('word '),
  'html: > lines': html('&gt; x<br>'),
  'html: cid': html('cid:'),
  'html: data': html('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
  'html: quotes': html('<blockquote type=cite>x</blockquote>y'),
  'html: named quotes': html('<div class=gmail_quote>x</div>y<br>'),
  'html: signatures': html('<div class=gmail_signature>x</div>'),
  'html: own address cut': html('buyer17<b>@bench</b>.example '),
  'html: armour': html('<p>-----BEGIN PGP SIGNATURE-----</p>'),
  'mime: 990 texts': parts(990, 'Content-Type: text/plain', (octets) => many('x', octets)),
  'mime: 990 files': parts(990, 'Content-Disposition: attachment; filename=a.txt', (octets) =>
    many('x', octets),
  ),
  'mime: 900 messages': parts(
    900,
    'Content-Type: message/rfc822',
    (octets) => `Subject: x\r\n\r\n${many('x', octets)}`,
  ),
  'mime: 900 calendars': parts(
    900,
    'Content-Type: text/calendar',
    (octets) =>
      `BEGIN:VCALENDAR\r\n${many('BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n', octets)}END:VCALENDAR\r\n`,
  ),
  'mime: near delimiters': parts(1, 'Content-Type: text/plain', (octets) => many('--bb\r\n', octets)),
  'mime: hyphen lines': parts(1, 'Content-Type: text/plain', (octets) => many('--\r\n', octets)),
  'code: quoted-printable =': encoded('quoted-printable', '='),
  'code: soft breaks': encoded('quoted-printable', '=\r\n'),
  'code: blanks': encoded('quoted-printable', '=       '),
  'code: base64 junk': encoded('base64', '!'),
  'head: subject': field('Subject', 'x'),
  'head: encoded words': field('Subject', ' =?utf-8?q?x?='),
  'head: open words': field('Subject', '=?utf-8?q?'),
  'head: prefixes': field('Subject', 'Re: '),
  'head: addresses': field('Cc', 'a@b.example, ', '', 'c@d.example'),
  'head: no @': field('Cc', 'a,'),
  'head: (': field('Cc', '('),
  'head: ()': field('Cc', '()'),
  'head: "': field('Cc', '"'),
  'head: <': field('Cc', '<'),
  'head: route': field('Cc', '@a,', '<', ':a@b.example>'),
  'head: groups': field('Cc', 'a:;'),
  'head: references': field('References', '<a@b> '),
  'head: open ids': field('References', '<'),
  'head: parameters': (octets) =>
    mail(
      `Content-Type: text/plain${numbered((index) => `;a${index}=b`, Math.min(octets / 16, 60_000))}`,
      'x',
    ),
  'head: sections': (octets) =>
    mail(
      `Content-Disposition: attachment${numbered((index) => `;name*${index}*=%61`, Math.min(octets / 16, 60_000))}`,
      'x',
    ),
  'head: comments': field('Content-Type', '(', 'text/plain'),
  'head: encodings': field('Content-Transfer-Encoding', '7bit '),
  'head: folds': field('X-A', '\r\n b', 'a'),
};
