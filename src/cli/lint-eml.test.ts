import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { qrPicture } from '#test/support/made-files.ts';
import { lintCommand } from './lint.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-eml-'));
after(() => rmSync(folder, { recursive: true }));

const ORDER = {
  order: { id: '302-1234567-7654321', completedAt: null, reviewRequestsSent: 0 },
  buyer: { preferredLanguage: 'en' },
  marketplace: { hosts: ['marketplace.example'], country: 'GB' },
  sender: { role: 'seller', contactReason: 'order-problem' },
  sentAt: '2026-05-20T10:00:00Z',
};

const HEADER = [
  'From: Lamps <shop@lamps.example>',
  'To: x@marketplace.example',
  'Subject: Order 302-1234567-7654321',
  'MIME-Version: 1.0',
];

let count = 0;
function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A mail in a file of its own, by its header fields and its body. */
function mailFile(fields: readonly string[], body: string, name = `mail-${(count += 1)}.eml`): string {
  return write(name, `${[...HEADER, ...fields].join('\r\n')}\r\n\r\n${body.replaceAll('\n', '\r\n')}`);
}

const orderFile = (given: unknown): string => write(`order-${(count += 1)}.json`, JSON.stringify(given));

interface Run {
  readonly status: number;
  readonly lines: readonly {
    id: string;
    verdict: string;
    findings: { rule: string; part: string; index?: number; start?: number; end?: number }[];
    message?: { subject: string; text: string | null; html: string | null };
  }[];
  readonly error: string;
}

async function run(...args: readonly string[]): Promise<Run> {
  let out = '';
  let error = '';
  const status = await lintCommand(args, {
    stdin: Readable.from([]),
    write: (text) => {
      out += text;
    },
    complain: (text) => {
      error += text;
    },
  });
  const lines = out.split('\n').filter((line) => line !== '');
  return { status, lines: lines.map((line) => JSON.parse(line) as Run['lines'][number]), error };
}

const TEXT = 'Content-Type: text/plain; charset=utf-8';
const ID = 'Message-ID: <one@lamps.example>';
const QUOTE =
  '\nOn Tue, 19 May 2026 at 10:00, Jan <jan@marketplace.example> wrote:\n> Call me at 020 7946 0018.\n';

test('a mail is judged by its new text; places count in that text', async () => {
  const own = 'Please write to anna@lamps.example about the lid of your kettle.';
  const file = mailFile([ID, TEXT], `${own}\n${QUOTE}`);
  const { status, lines } = await run(file, '--order', orderFile(ORDER), '--show-text');
  assert.equal(status, 0);
  const [line] = lines;
  assert.equal(line?.id, 'one@lamps.example');
  assert.equal(line?.verdict, 'refuse');
  assert.deepEqual(line?.message, { subject: 'Order 302-1234567-7654321', text: own, html: null });
  const found = line?.findings ?? [];
  assert.ok(!found.some(({ rule }) => rule === 'phone-number'), 'the quote isn’t judged');
  const address = found.find(({ rule }) => rule === 'email-address');
  assert.equal(own.slice(address?.start, address?.end), 'anna@lamps.example');
});

test('a plain mail passes, named by its file, and its text is left out unless asked for', async () => {
  const file = mailFile([TEXT], 'Would you like oak or ash for the lid of your kettle?\n', 'plain.eml');
  const { lines } = await run(file, '--order', orderFile(ORDER));
  assert.deepEqual(lines, [{ id: 'plain.eml', verdict: 'permit', findings: [] }]);
});

test('HTML is judged as it would travel, pictures and attachments by their bytes', async () => {
  const picture = Buffer.from(await qrPicture('https://lamps-direct.com/shop')).toString('base64');
  const part = (...lines: readonly string[]): string => `--b\n${lines.join('\n')}\n`;
  const body = [
    part('Content-Type: text/html', '', '<p>Oak or ash for the lid?</p><img src="cid:qr">'),
    part('Content-Type: image/png', 'Content-ID: <qr>', 'Content-Transfer-Encoding: base64', '', picture),
    part(
      'Content-Type: application/zip',
      'Content-Disposition: attachment; filename="lids.zip"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('PK\u0005\u0006'.padEnd(22, '\0'), 'latin1').toString('base64'),
    ),
    '--b--\n',
  ].join('');
  const file = mailFile(['Content-Type: multipart/related; boundary=b'], body);
  const { status, lines, error } = await run(file, '--order', orderFile(ORDER), '--show-text');
  assert.deepEqual([status, error], [0, '']);
  const [line] = lines;
  assert.equal(line?.message?.text, null);
  assert.match(line?.message?.html ?? '', /^<p>Oak or ash for the lid\?<\/p>/u);
  const found = (line?.findings ?? []).map(({ rule, part: where, index }) => `${rule} ${where} ${index}`);
  assert.ok(found.includes('link-external image 0'), found.join());
  // The mail door would refuse the archive; here its rule says so.
  assert.ok(found.includes('attachment-disallowed attachment 0'), found.join());
});

test('the date is the order file’s, else the mail’s', async () => {
  const over = { ...ORDER, order: { ...ORDER.order, completedAt: '2026-01-05T10:00:00Z' } };
  const { sentAt: _, ...undated } = over;
  const mail = mailFile(
    [TEXT, 'Date: Tue, 6 Jan 2026 10:00:00 +0000'],
    'Oak or ash for the lid of your kettle?\n',
  );
  const rules = async (order: unknown): Promise<string[]> =>
    (await run(mail, '--order', orderFile(order))).lines.flatMap(({ findings }) =>
      findings.map(({ rule }) => rule),
    );
  assert.deepEqual(await rules(undated), []);
  assert.deepEqual(await rules(over), ['late-contact']);
});

test('pictures of the listing are looked for beside the order file', async () => {
  mkdirSync(join(folder, 'shop'));
  const order = { ...ORDER, order: { ...ORDER.order, itemImages: ['lamp.png'] } };
  const path = write(join('shop', 'order.json'), JSON.stringify(order));
  const png = await qrPicture('lamp');
  const body = `--b\n${TEXT}\n\nOak or ash for the lid of your kettle?\n--b\nContent-Type: image/png\nContent-Disposition: attachment; filename=a.png\nContent-Transfer-Encoding: base64\n\n${png.toString('base64')}\n--b--\n`;
  const mail = mailFile(['Content-Type: multipart/mixed; boundary=b'], body);
  assert.match((await run(mail, '--order', path)).error, /can't read lamp\.png/u);
  write(join('shop', 'lamp.png'), png);
  assert.equal((await run(mail, '--order', path)).error, '');
  rmSync(join(folder, 'shop', 'lamp.png'));
  assert.match((await run(mail, '--order', path, '--base', folder)).error, /can't read lamp\.png/u);
});

test('what is missing or wrong ends with status 2 and a sentence', async () => {
  const good = mailFile([TEXT], 'Oak or ash?\n');
  const order = orderFile(ORDER);
  const { order: _, ...orderless } = ORDER;
  const { sentAt: __, ...undated } = ORDER;
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[good], /say with --order ORDER\.json/u],
    [['--order', order], /--order goes with a file/u],
    [[good, '--order', join(folder, 'nothing.json')], /nothing\.json: ENOENT/u],
    [[good, '--order', write('torn.json', '{"order":')], /torn\.json: not JSON/u],
    [[good, '--order', orderFile(orderless)], /order: is missing/u],
    [[good, '--order', orderFile('none')], /expected object/u],
    [[good, '--order', orderFile({ ...ORDER, order: {} })], /order\.id: /u],
    [[good, '--order', orderFile({ ...ORDER, sentAt: 'soon' })], /sentAt: must be a time/u],
    [[good, '--order', orderFile(undated)], /the mail has no date/u],
    [[join(folder, 'away.eml'), '--order', order], /away\.eml: ENOENT/u],
    [[write('empty.eml', ''), '--order', order], /empty\.eml: no mail that can be read \(malformed\)/u],
    [
      [
        mailFile([TEXT], '-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n'),
        '--order',
        order,
      ],
      /encrypted/u,
    ],
  ];
  for (const [args, sentence] of cases) {
    const { status, error, lines } = await run(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(error, sentence);
    assert.deepEqual(lines, []);
  }
});

test('an order that isn’t known is said by null', async () => {
  const mail = mailFile([TEXT], 'Oak or ash for the lid of your kettle?\n');
  assert.equal((await run(mail, '--order', orderFile({ ...ORDER, order: null }))).status, 0);
});
