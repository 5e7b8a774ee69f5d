import assert from 'node:assert/strict';
import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parleyOn } from './support/command-line.ts';
import { freshDatabase } from './support/database.ts';
import { sampleMarket } from './support/sample-market.ts';
import { ParleyProcess, ProgramProcess } from './support/serve-process.ts';
import { connect } from './support/smtp-conversation.ts';
import { testFolder } from './support/test-folder.ts';

// What the papers promise a newcomer, done as they say it.

const checkout = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');

/** The lines of all `sh` blocks of a page. */
function commandsOf(page: string): string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gmsu)].flatMap(([, block = '']) => block.trim().split('\n'));
}

/** Links to files; those to other sites and to headings of the same page are left out. */
function linksOf(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```$/gmsu, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/gu)]
    .map(([, target = '']) => target.replace(/#.*$/u, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/u.test(target));
}

const free = {
  PARLEY_MAIL_PORT: '0',
  PARLEY_HTTP_PORT: '0',
  PARLEY_DEMO_SMTP_PORT: '0',
  PARLEY_DEMO_HTTP_PORT: '0',
};

/** The words of a shell line, with single quotes as the demo prints them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

interface SwaksLine {
  readonly port: number;
  readonly from: string;
  readonly to: string;
  readonly header: string;
  readonly body: string;
}

function readSwaks(line: string): SwaksLine {
  const [program, ...words] = wordsOf(line);
  assert.equal(program, 'swaks');
  const options = new Map<string, string>();
  for (let index = 0; index < words.length; index += 2)
    options.set(words[index] ?? '', words[index + 1] ?? '');
  const option = (name: string): string => {
    const value = options.get(name);
    assert.ok(value !== undefined && value !== '', `${name} is missing in: ${line}`);
    options.delete(name);
    return value;
  };
  const [host, port] = option('--server').split(':');
  assert.equal(host, '127.0.0.1');
  const swaks = {
    port: Number(port),
    from: option('--from'),
    to: option('--to'),
    header: option('--header'),
    body: option('--body'),
  };
  assert.deepEqual([...options.keys()], [], 'an option that this test does not know');
  return swaks;
}

/** What swaks says on the wire for such a line. */
async function speakAsSwaks({ port, from, to, header, body }: SwaksLine): Promise<void> {
  const c = await connect(port);
  await c.hears('220');
  await c.says('EHLO newcomer.example');
  await c.hears('250');
  await c.says(`MAIL FROM:<${from}>`);
  await c.hears('250');
  await c.says(`RCPT TO:<${to}>`);
  await c.hears('250');
  await c.says('DATA');
  await c.hears('354');
  const lines = [
    'Date: Sun, 22 Nov 2026 10:00:00 +0100',
    `To: ${to}`,
    `From: ${from}`,
    header,
    'Message-Id: <20261122100000.000001@newcomer.example>',
    'X-Mailer: swaks v20240103.0 jetmore.org/john/code/swaks/',
    '',
    body,
    '',
  ];
  await c.sends(`${lines.join('\r\n')}\r\n.\r\n`);
  await c.hears('250');
  await c.says('QUIT');
  await c.hears('221');
}

test('README names two commands, and the second is what CI runs', () => {
  assert.deepEqual(commandsOf(read('README.md')), ['npm run demo', 'npm test']);
  const steps = read('.ci/run')
    .split('\n')
    .filter((line) => !/^(?:#.*|set .*|cd .*|)$/u.test(line));
  assert.deepEqual(steps, ['npm test']);
});

test('README: npm run demo, the line that it prints, the mail in the catcher, Ctrl-C', async (t) => {
  const [command = ''] = commandsOf(read('README.md'));
  const [program = '', ...args] = command.split(' ');
  const folder = await testFolder();
  // Without "predemo": what that installs is there, and to install it again would pull it from under all tests.
  const demo = new ProgramProcess(
    program,
    [...args, '--ignore-scripts'],
    { ...free, PARLEY_DATA: folder },
    { cwd: checkout },
  );
  t.after(() => demo.killGroup());
  const [, seconds] = await demo.prints(/^Ready after (.*) s\. Ctrl-C stops it\.$/mu);
  t.diagnostic(`ready after ${seconds} s`);
  const line = demo.stdout.split('\n').find((text) => text.startsWith('swaks '));
  assert.ok(line !== undefined, demo.stdout);
  const swaks = readSwaks(line);
  const [, mailboxes = ''] = /^Mailboxes of the sample people +(\S+)$/mu.exec(demo.stdout) ?? [];
  const [, buyer = ''] = / to [^<]*<([^>]+)>\.$/mu.exec(demo.stdout) ?? [];

  await speakAsSwaks(swaks);

  const subject = swaks.header.replace('Subject: ', '');
  const mailbox = `${mailboxes}mailbox/${encodeURIComponent(buyer)}`;
  const page = await pageWith(mailbox, subject);
  const [, mail = ''] = new RegExp(`href="(/mailbox/[^"]+)"[^>]*>${subject}`, 'u').exec(page) ?? [];
  const raw = await (await fetch(new URL(`${mail}?view=raw`, mailboxes))).text();
  assert.match(raw, /^From: [^\n]*(?:\n [^\n]*)?@post\.linde-de\.example/mu);
  assert.ok(raw.includes(swaks.body), 'the words of the line are in the mail');
  assert.ok(!raw.includes(swaks.from), 'the address of the shop is not');

  demo.interrupt();
  const { code, signal, stderr, stdout } = await demo.ended;
  assert.match(stdout, /^Stopping …$/mu);
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, stderr);
});

/** The page as soon as it shows `text`, asked for again and again as the browser does it. */
async function pageWith(url: string, text: string): Promise<string> {
  const patience = AbortSignal.timeout(30_000);
  for (;;) {
    const response = await fetch(url, { signal: patience });
    assert.equal(response.status, 200, url);
    const page = await response.text();
    if (page.includes(text)) return page;
    await new Promise((again) => setImmediate(again));
  }
}

for (const setting of Object.keys(free))
  test(`a port in use is one clear sentence: ${setting}`, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const folder = await testFolder();
    const demo = new ParleyProcess(['demo'], { ...free, PARLEY_DATA: folder, [setting]: String(port) });
    const { code, stderr } = await demo.ended;
    other.close();
    assert.equal(code, 1);
    const [sentence = '', ...more] = stderr
      .split('\n')
      .filter((text) => text !== '' && !text.startsWith('{'));
    assert.match(sentence, new RegExp(`^parley: Port ${port} .*in use by another program`, 'u'));
    assert.ok(sentence.includes(setting), sentence);
    assert.deepEqual(more, []);
    assert.ok(
      !existsSync(join(folder, 'demo/postgres/data/postmaster.pid')),
      'the database was left running',
    );
  });

// Root may write everywhere, so for root it is a file where the folder should be; for others a closed folder too.
const isRoot = process.getuid?.() === 0;
for (const obstacle of isRoot ? ['a file in its place'] : ['a file in its place', 'a closed folder above'])
  test(`a data folder that can not be written is one clear sentence: ${obstacle}`, async () => {
    const folder = await testFolder();
    const above = join(folder, 'above');
    if (obstacle === 'a file in its place') writeFileSync(above, '');
    else {
      mkdirSync(above);
      chmodSync(above, 0o500);
    }
    const demo = new ParleyProcess(['demo'], { ...free, PARLEY_DATA: join(above, 'data') });
    const { code, stderr } = await demo.ended;
    assert.equal(code, 1);
    const [sentence = '', ...more] = stderr.trim().split('\n');
    assert.match(sentence, /^parley: .*above.* can not be written: .*set PARLEY_DATA to another folder\.$/u);
    assert.deepEqual(more, []);
  });

test('docs/marketplace-rules.md: its commands do what it says, a fourth pack among them', async () => {
  const commands = commandsOf(read('docs/marketplace-rules.md'));
  assert.ok(commands.length >= 10, `${commands.length} commands`);
  const folder = await testFolder();
  cpSync(join(checkout, 'packs'), join(folder, 'packs'), { recursive: true });
  const database = await freshDatabase();
  await sampleMarket(database);
  const said: string[] = [];
  for (const command of commands) {
    const [, packs = 'packs', words = ''] = /^(?:PARLEY_PACKS=(\S+) )?bin\/parley (.*)$/u.exec(command) ?? [];
    if (words === '') {
      execFileSync('sh', ['-c', command], { cwd: folder });
      continue;
    }
    const packsFolder = join(folder, packs);
    const { status, out, err } = await parleyOn({ ...database, packsFolder }, ...wordsOf(words));
    assert.equal(status, 0, `${command}\n${err}`);
    said.push(out);
  }
  assert.match(said.join('\n'), /^order-details .* yes +passes$/mu);
  assert.match(said.join('\n'), /^at: nothing is wrong$/mu);
  const at = { ...database, packsFolder: join(folder, 'my-packs') };
  assert.match((await parleyOn(at, 'marketplace', 'list')).out, /^at +AT +at /mu);
  writeFileSync(join(folder, 'my-packs/at/texts/en.json'), '{');
  const broken = await parleyOn(at, 'pack', 'check', 'at');
  assert.deepEqual([broken.status, broken.out], [1, '']);
  assert.match(broken.err, /^at\/texts\/en\.json:1: /mu);
});

test('links in the papers lead to files that are there', () => {
  const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: checkout });
  let count = 0;
  for (const page of pages)
    for (const link of linksOf(read(page))) {
      count += 1;
      assert.ok(existsSync(resolve(checkout, dirname(page), link)), `${page} links to ${link}`);
    }
  assert.ok(pages.length > 3 && count > 5, `only ${count} links on ${pages.length} pages`);
});

test('docs/operate.md names every setting, and no other', () => {
  const table = new Set(read('docs/operate.md').match(/(?:PARLEY|DATABASE)_[A-Z_]+/gu));
  const known = new Set(
    read('src/config.ts')
      .match(/^ {2}(?:PARLEY|DATABASE)_[A-Z_]+(?=:)/gmu)
      ?.map((name) => name.trim()),
  );
  assert.ok(known.size > 20);
  const undocumented = [...known].filter((name) => !table.has(name) && name !== 'PARLEY_DATABASE_URL');
  assert.deepEqual(
    undocumented,
    ['PARLEY_DEMO_SMTP_PORT', 'PARLEY_DEMO_HTTP_PORT'].filter((name) => !table.has(name)),
  );
  assert.deepEqual(
    [...table].filter((name) => !known.has(name)),
    [],
  );
});
