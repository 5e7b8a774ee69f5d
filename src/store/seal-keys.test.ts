import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from '#test/support/test-folder.ts';
import { loadSecrets, parseSecrets, sealingKeys, SecretsError, tokenKeys } from './seal-keys.ts';

const folder = await testFolder();

const base64 = (fill: string): string => Buffer.alloc(32, fill).toString('base64');

test('secrets are read from lines, from a comma list, and beside comments', () => {
  const text = `# newest first\nb:${base64('b')}  # made in May\n\na:${base64('a')}\n`;
  const fromFile = parseSecrets(text, 'file');
  assert.deepEqual(
    fromFile.map(({ id }) => id),
    ['b', 'a'],
  );
  assert.deepEqual(parseSecrets(`b:${base64('b')},a:${base64('a')}`, 'text'), fromFile);
});

const wrong: readonly [what: string, text: string, sentence: RegExp][] = [
  ['no secret', '# nothing\n', /^here holds no secret/u],
  ['a short secret', `a:${Buffer.alloc(31).toString('base64')}`, /at least 32 bytes/u],
  ['no name', base64('a'), /must be written name:base64/u],
  ['a strange name', `A b:${base64('a')}`, /must be written name:base64/u],
  ['two of one name', `a:${base64('a')} a:${base64('b')}`, /two secrets have the same name/u],
];

for (const [what, text, sentence] of wrong)
  test(`${what} is an error that repeats nothing of it`, () => {
    assert.throws(
      () => parseSecrets(text, 'here'),
      (error) => {
        assert.ok(error instanceof SecretsError);
        assert.match(error.message, sentence);
        assert.ok(!error.message.includes(base64('a').slice(0, 20)));
        return true;
      },
    );
  });

test('the first start makes a file that others can not read; later ones find it', async () => {
  const path = join(folder, 'deep', 'secret');
  const made = await loadSecrets({ kind: 'file', path, createIfMissing: true }, randomBytes);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal(made[0].bytes.length, 32);
  assert.deepEqual(await loadSecrets({ kind: 'file', path, createIfMissing: true }, randomBytes), made);
  assert.match(await readFile(path, 'utf8'), /^# Parley's secrets/u);
});

test('processes that start at once end with one secret', async () => {
  const path = join(folder, 'raced');
  const loaded = await Promise.all(
    Array.from({ length: 20 }, () => loadSecrets({ kind: 'file', path, createIfMissing: true }, randomBytes)),
  );
  assert.equal(new Set(loaded.map(([{ id }]) => id)).size, 1);
});

test('a file that the operator named must be there', async () => {
  await assert.rejects(
    loadSecrets({ kind: 'file', path: join(folder, 'none'), createIfMissing: false }, randomBytes),
    /there is no such file/u,
  );
});

test('a folder in the place of the file is one sentence', async () => {
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(
    loadSecrets({ kind: 'file', path: join(folder, 'file', 'secret'), createIfMissing: true }, randomBytes),
    /can't be read or made \(ENOTDIR\)/u,
  );
});

test('each purpose has keys of its own', () => {
  const secrets = parseSecrets(`b:${base64('b')} a:${base64('a')}`, 'test');
  const sealing = [...sealingKeys(secrets).keys.values()].map((key) => key.export());
  const all = [...sealing, ...tokenKeys(secrets)];
  assert.equal(new Set(all.map((key) => Buffer.from(key).toString('hex'))).size, 4);
  assert.equal(sealingKeys(secrets).current, 'b');
});
