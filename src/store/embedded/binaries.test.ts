import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { testFolder } from '#test/support/test-folder.ts';
import { chooseAccount } from './account.ts';
import type { BundledPackage } from './binaries.ts';
import { findPackage, prepareBinaries, prepareBundled } from './binaries.ts';

const run = promisify(execFile);
const parent = await testFolder();

const isRoot = process.getuid?.() === 0;
const account = await chooseAccount(parent);
const installed = await findPackage();

// A second installation that we can spoil, as npm unpacks it: without links.
const bundled: BundledPackage = { root: join(parent, 'package'), version: installed.version };
let links: string[] = [];

before(async () => {
  await run('cp', ['-a', installed.root, bundled.root]);
  const list = JSON.parse(await readFile(join(bundled.root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[];
  links = list.map(({ target }) => join(bundled.root, target));
  for (const link of links) await rm(link, { force: true });
});

async function newFolder(name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { mode: 0o711 });
  return folder;
}

test('the installed package runs where it is', async () => {
  const state = await newFolder('in-place');
  const binaries = await prepareBinaries(null, state, account);
  assert.equal(binaries.major, 18);
  assert.equal(binaries.folder, join(installed.root, 'native', 'bin'));
  assert.deepEqual(await readdir(state), []);
});

test('missing links are made', async () => {
  const state = await newFolder('links');
  const binaries = await prepareBundled(bundled, state, account);
  assert.equal(binaries.folder, join(bundled.root, 'native', 'bin'));
  assert.ok(links.length > 0);
  for (const link of links) assert.ok((await lstat(link)).isSymbolicLink(), link);
});

/** What makes an installation useless: root's home is closed to others; a user can't write what root installed. */
async function spoil(): Promise<() => Promise<void>> {
  if (isRoot) {
    await chmod(bundled.root, 0o700);
    return () => chmod(bundled.root, 0o755);
  }
  const lib = join(bundled.root, 'native', 'lib');
  for (const link of links) await rm(link, { force: true });
  await chmod(lib, 0o555);
  return () => chmod(lib, 0o755);
}

test('what the account can not use is copied once, by version', async (t) => {
  const state = await newFolder('copied');
  t.after(await spoil());
  const both = await Promise.all([
    prepareBundled(bundled, state, account),
    prepareBundled(bundled, state, account),
  ]);
  const copy = join(state, `postgres-binaries-${bundled.version}`);
  assert.deepEqual(
    both.map(({ folder }) => folder),
    [join(copy, 'native', 'bin'), join(copy, 'native', 'bin')],
  );
  assert.deepEqual(await readdir(state), [`postgres-binaries-${bundled.version}`]);
  const { ino } = await stat(copy);
  await prepareBundled(bundled, state, account);
  assert.equal((await stat(copy)).ino, ino);
});
