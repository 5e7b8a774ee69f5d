import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

// The table in ARCHITECTURE.md is the rule; this test reads that very table and holds the code against it.

interface FolderRule {
  readonly folder: string;
  readonly mayImport: ReadonlySet<string> | 'all' | 'all but web';
  readonly doesInputOutput: boolean;
  readonly packages: readonly string[];
}

const root = new URL('..', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function list(cell: string): string[] {
  return cell
    .split(/[,;]/)
    .map((word) => word.trim().replaceAll('`', ''))
    .filter((word) => word !== '');
}

function rulesOfTable(): FolderRule[] {
  const lines = read('ARCHITECTURE.md').split('\n');
  const head = lines.findIndex((line) => line.startsWith('| folder | may import'));
  assert.notEqual(head, -1, 'ARCHITECTURE.md has the table of folders');
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).flatMap((line) => {
    const [folders = '', mayImport = '', io = '', packages = ''] = cells(line);
    return list(folders).map((folder) => ({
      folder,
      mayImport: mayImport === 'all' || mayImport === 'all but web' ? mayImport : new Set(list(mayImport)),
      doesInputOutput: io !== 'no',
      packages: list(packages),
    }));
  });
}

const IMPORT =
  /^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gmu;

function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

const INPUT_OUTPUT = new Set(
  [
    'fs',
    'fs/promises',
    'net',
    'tls',
    'http',
    'https',
    'http2',
    'dns',
    'dns/promises',
    'dgram',
    'child_process',
    'worker_threads',
    'cluster',
  ].map((name) => `node:${name}`),
);

/** What runs in a browser: no package of Node, of the server only types, and of `locales` the texts themselves. */
const webFiles = globSync('web/**/*.{ts,tsx}', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.endsWith('.test.ts'));

const rules = rulesOfTable();
const ruleOf = new Map(rules.map((rule) => [rule.folder, rule]));
const files = globSync('src/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.endsWith('.test.ts'));

function folderOf(path: string): string {
  const [, first = '', second] = path.split('/');
  return second === undefined ? first : first;
}

test('the architecture test sees the code', () => {
  assert.ok(files.length > 20, `saw ${files.length} files`);
  assert.ok(rules.length > 8, `saw ${rules.length} rules`);
});

test('every folder under src/ has a row in the table', () => {
  const unknown = files.map(folderOf).filter((folder) => !ruleOf.has(folder));
  assert.deepEqual([...new Set(unknown)], []);
});

test('folders import only what their row allows', () => {
  const breaches: string[] = [];
  for (const path of files) {
    const rule = ruleOf.get(folderOf(path));
    if (rule === undefined || typeof rule.mayImport === 'string') continue;
    for (const specifier of importsOf(read(path))) {
      if (!specifier.startsWith('#')) continue;
      const [head = '', ...rest] = specifier.slice(1).split('/');
      const target = head === 'src' ? rest.join('/').replace(/\.ts$/u, '') : head;
      const targetFolder = target.includes('/') ? (target.split('/')[0] ?? '') : target;
      if (targetFolder !== rule.folder && !rule.mayImport.has(targetFolder))
        breaches.push(`${path} imports ${specifier}`);
    }
  }
  assert.deepEqual(breaches, []);
});

test('imports across folders are written #folder/file.ts', () => {
  const breaches = files.flatMap((path) =>
    importsOf(read(path))
      .filter(
        (specifier) =>
          specifier.startsWith('../') &&
          !new URL(specifier, `file:///${path}`).pathname.startsWith(`/src/${folderOf(path)}/`),
      )
      .map((specifier) => `${path} imports ${specifier}`),
  );
  assert.deepEqual(breaches, []);
});

test('packages that belong to one folder are imported there alone', () => {
  const ownersOf = new Map<string, string[]>();
  for (const rule of rules)
    for (const name of rule.packages) ownersOf.set(name, [...(ownersOf.get(name) ?? []), rule.folder]);
  const breaches: string[] = [];
  for (const path of files) {
    for (const specifier of importsOf(read(path))) {
      if (specifier.startsWith('.') || specifier.startsWith('#') || specifier.startsWith('node:')) continue;
      const name = specifier.startsWith('@')
        ? specifier.split('/').slice(0, 2).join('/')
        : (specifier.split('/')[0] ?? '');
      const owners = ownersOf.get(name);
      if (owners === undefined) breaches.push(`${path} imports ${name}, which no row of the table names`);
      else if (!owners.includes(folderOf(path)))
        breaches.push(`${path} imports ${name}, which belongs to ${owners.join(', ')}`);
    }
  }
  assert.deepEqual(breaches, []);
});

test('pure folders do no input or output', () => {
  const breaches = files.flatMap((path) => {
    const rule = ruleOf.get(folderOf(path));
    if (rule === undefined || rule.doesInputOutput) return [];
    return importsOf(read(path))
      .filter((specifier) => INPUT_OUTPUT.has(specifier))
      .map((specifier) => `${path} imports ${specifier}`);
  });
  assert.deepEqual(breaches, []);
});

function filesThatMatch(pattern: RegExp, allowed: readonly RegExp[]): string[] {
  return files.filter((path) => pattern.test(read(path)) && !allowed.some((pattern) => pattern.test(path)));
}

test('process.env is read in config.ts alone', () => {
  assert.deepEqual(filesThatMatch(/process\.env/u, [/^src\/config\.ts$/u]), []);
});

test('clock and randomness enter in main.ts alone', () => {
  const pattern = /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|\brandomBytes\(|\brandomUUID\(/u;
  assert.deepEqual(filesThatMatch(pattern, [/^src\/main\.ts$/u, /^src\/system-ports\.ts$/u]), []);
});

test('private addresses are revealed at the fence alone', () => {
  // The transport needs the forward-path, and the scrubber has to know what it scrubs: nobody else needs the text.
  const allowed = [
    /^src\/mail\/private-address\.ts$/u,
    /^src\/smtp\/client\//u,
    /^src\/flow\/private-values\.ts$/u,
    /^src\/demo\//u,
  ];
  assert.deepEqual(filesThatMatch(/\.reveal\(\)/u, allowed), []);
});

const VALUE_IMPORT =
  /^(?:import|export)\s(?!type\s)[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gmu;

test('the browser’s side imports values from itself and its packages alone, types from what its row allows', () => {
  const rule = ruleOf.get('web');
  assert.ok(rule !== undefined && typeof rule.mayImport !== 'string' && webFiles.length > 20);
  const breaches: string[] = [];
  for (const path of webFiles) {
    const source = read(path);
    for (const specifier of importsOf(source)) {
      const [head = ''] = specifier.replace('#', '').split('/');
      const isOurs = specifier.startsWith('./') || ['web', 'texts'].includes(head);
      if (!isOurs && specifier.startsWith('#') && !rule.mayImport.has(head))
        breaches.push(`${path} imports ${specifier}`);
    }
    for (const match of source.matchAll(VALUE_IMPORT)) {
      const specifier = match[1] ?? match[2] ?? match[3] ?? '';
      const isPackage = rule.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
      if (!isPackage && !/^(?:\.\/|#web\/|#texts\/)/u.test(specifier))
        breaches.push(`${path} imports more than types of ${specifier}`);
    }
  }
  assert.deepEqual(breaches, []);
});

test('of the browser’s side, data/ knows neither ui/ nor pages/, and ui/ not pages/', () => {
  const breaches = webFiles.flatMap((path) =>
    importsOf(read(path))
      .filter(
        (specifier) =>
          (path.startsWith('web/data/') && /^#web\/(?:ui|pages)\//u.test(specifier)) ||
          (path.startsWith('web/ui/') && specifier.startsWith('#web/pages/')) ||
          specifier.startsWith('../'),
      )
      .map((specifier) => `${path} imports ${specifier}`),
  );
  assert.deepEqual(breaches, []);
});

test('the browser’s side touches nothing of Node', () => {
  const pattern = /\bprocess\.|\bBuffer\b|from 'node:|dangerouslySetInnerHTML|\.innerHTML\b/u;
  assert.deepEqual(
    webFiles.filter((path) => pattern.test(read(path))),
    [],
  );
});
