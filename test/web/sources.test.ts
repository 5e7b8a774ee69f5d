import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

// What no compiler checks of the browser's side: class names, and the words that it says.

const root = new URL('../..', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const files = (pattern: string): string[] =>
  globSync(pattern, { cwd: root }).map((path) => path.replaceAll('\\', '/'));

const modules = files('web/**/*.module.css');
const sources = files('web/**/*.{ts,tsx}').filter((path) => !path.endsWith('.test.ts'));
const code = sources.map(read).join('\n');

test('there are sources to look at', () => assert.ok(modules.length > 5 && sources.length > 20));

/** The name by which a source knows a style sheet: of its own folder, or one that is shared; null: it doesn't. */
function nameOfStyles(source: string, sheet: string): string | null {
  const [folder, file] = [sheet.slice(0, sheet.lastIndexOf('/')), sheet.slice(sheet.lastIndexOf('/') + 1)];
  const specifiers = source.startsWith(`${folder}/`) ? [`./${file}`, `#${sheet}`] : [`#${sheet}`];
  const imports = [...read(source).matchAll(/import (\w+) from '([^']+\.css)';/gu)];
  return imports.find(([, , specifier = '']) => specifiers.includes(specifier))?.[1] ?? null;
}

for (const path of modules) {
  test(`${path}: every class that is used is there, and every class there is used`, () => {
    const users = sources.flatMap((source) => {
      const name = nameOfStyles(source, path);
      return name === null ? [] : [{ name, text: read(source) }];
    });
    assert.ok(users.length > 0, 'nobody imports it');
    const there = new Set(
      [...read(path).matchAll(/\.([a-z][\w-]*)(?=[^{}]*\{)/giu)].map(([, name = '']) => name),
    );
    const used = new Set(
      users.flatMap(({ name, text }) =>
        [...text.matchAll(new RegExp(String.raw`\b${name}\['([\w-]+)'\]`, 'gu'))].map(
          ([, found = '']) => found,
        ),
      ),
    );
    const chosenByName = users.some(({ name, text }) =>
      new RegExp(String.raw`\b${name}\[[a-z]`, 'u').test(text),
    );
    assert.deepEqual(
      [...used].filter((name) => !there.has(name)),
      [],
      'used, but not there',
    );
    if (!chosenByName)
      assert.deepEqual(
        [...there].filter((name) => !used.has(name)),
        [],
        'there, but not used',
      );
  });
}

test('colours, sizes of type and shadows stand in the one token file', () => {
  const breaches = files('web/**/*.css')
    .filter((path) => !path.endsWith('/tokens.css'))
    .flatMap((path) =>
      [...read(path).matchAll(/#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(|font-size:/giu)].map(
        ([found]) => `${path}: ${found}`,
      ),
    );
  assert.deepEqual(breaches, []);
});

test('every text of the catalogue is said somewhere', () => {
  const keys = Object.keys(JSON.parse(read('src/locales/web/en.json')) as object);
  const families = [...code.matchAll(/`([\w.-]+)\$\{/gu)].map(([, start = '']) => start);
  const silent = keys.filter(
    (key) =>
      !code.includes(`'${key}'`) && !families.some((start) => start.length > 3 && key.startsWith(start)),
  );
  assert.deepEqual(silent, []);
});

test('no words stand in the code', () => {
  const breaches = sources
    .filter((path) => path.endsWith('.tsx'))
    .flatMap((path) =>
      [...read(path).matchAll(/>\s*([A-Z][a-z]+ [^<>{}]*)</gu)].map(([, words = '']) => `${path}: ${words}`),
    );
  assert.deepEqual(breaches, []);
});
