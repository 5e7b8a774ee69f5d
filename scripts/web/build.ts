// The message centre's browser side, built into build/web: `node scripts/web/build.ts`.
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import type { Metafile, Plugin } from 'esbuild-wasm';
import { build } from 'esbuild-wasm';

import { scriptOfText } from '#locales/script-text.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = join(root, 'build', 'web');

/** One script for each kind of reader: nobody loads what they can't use. */
const ROLES = ['buyer', 'seller', 'operator'] as const;
const LANGUAGES = ['en', 'de', 'nl'] as const;

/** Everything that the output is made of. */
const SOURCES = ['web/**/*', 'src/locales/web/*.json', 'src/locales/script-text.ts', 'scripts/web/build.ts'];

/** SHA-256 over names and contents: modification times say nothing after a checkout. */
async function sourceHash(): Promise<string> {
  const files = globSync([...SOURCES, 'package-lock.json'], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file.slice(root.length))
      .update('\0')
      .update(await readFile(file));
  return hash.digest('hex');
}

/** The source behind an import of the browser's side; null: a package, a style, or a type from elsewhere. */
function sourceOf(importer: string, specifier: string): string | null {
  if (!/\.tsx?$/u.test(specifier)) return null;
  if (specifier.startsWith('#web/')) return join(root, specifier.slice(1));
  return specifier.startsWith('./') ? join(dirname(importer), specifier) : null;
}

/** Everything that a kind of reader may load, as one text. */
async function codeOf(role: string): Promise<string> {
  const found = new Set([join(root, `web/pages/${role}/main.tsx`)]);
  let code = '';
  for (const path of found) {
    const text = await readFile(path, 'utf8');
    code += text;
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\()\s*'([^']+)'/gu)) {
      const source = sourceOf(path, specifier);
      if (source !== null) found.add(source);
    }
  }
  return code;
}

/**
 * Which texts a kind of reader is ever told: by their whole key, or by a family of keys such as `order.status.`. That
 * each text is said so somewhere is tested (test/web/sources.test.ts).
 */
async function isSaidTo(role: string): Promise<(key: string) => boolean> {
  const code = await codeOf(role);
  const families = [...code.matchAll(/`([\w.-]+)\$\{/gu)].map(([, start = '']) => start);
  return (key) => code.includes(`'${key}'`) || families.some((start) => key.startsWith(start));
}

/** `#texts/buyer/de`: what the catalogue's web part says to a kind of reader in one language, as functions. */
const textsPlugin: Plugin = {
  name: 'texts',
  setup(builder) {
    builder.onResolve({ filter: /^#texts\// }, ({ path }) => ({
      path: path.slice('#texts/'.length),
      namespace: 'texts',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'texts' }, async ({ path }) => {
      const [role = '', language = ''] = path.split('/');
      const isSaid = await isSaidTo(role);
      const texts = JSON.parse(
        await readFile(join(root, 'src/locales/web', `${language}.json`), 'utf8'),
      ) as Record<string, string>;
      const entries = Object.entries(texts)
        .filter(([key]) => isSaid(key))
        .map(([key, text]) => `${JSON.stringify(key)}:${scriptOfText(language, text)}`);
      return { contents: `export default {${entries.join(',\n')}}`, loader: 'js' };
    });
  },
};

/** Each kind of reader apart: parts cut to be shared between them are many and small, and compress worse. */
function bundle(role: string) {
  return build({
    absWorkingDir: root,
    entryPoints: { [role]: `web/pages/${role}/main.tsx` },
    outdir: 'out',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    metafile: true,
    jsx: 'automatic',
    target: ['es2023', 'chrome123', 'firefox125', 'safari17.5'],
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    // Read by src/http/web-app.ts; `legalComments` would name packages in each file: docs/adr lists them instead.
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [textsPlugin],
    logLevel: 'warning',
  });
}

/** Scripts that a script needs at once, itself first. */
function withStaticImports(outputs: Metafile['outputs'], start: string): string[] {
  const found = new Set([start]);
  for (const path of found)
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) found.add(imported);
  return [...found];
}

interface Entry {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  /** By language. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What the server needs to know: for a role its scripts, its styles, and its texts in each language. */
function manifestOf(outputs: Metafile['outputs'], icon: string): Record<string, unknown> {
  const nameOf = (path: string): string => basename(path);
  const outputOf = (entryPoint: string): string => {
    const found = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === entryPoint);
    if (found === undefined) throw new Error(`no output for ${entryPoint}`);
    return found;
  };
  const roles = ROLES.map((role): [string, Entry] => {
    const script = outputOf(`web/pages/${role}/main.tsx`);
    const css = outputs[script]?.cssBundle;
    const texts = LANGUAGES.map((language) => [language, nameOf(outputOf(`texts:${role}/${language}`))]);
    return [
      role,
      {
        scripts: withStaticImports(outputs, script).map(nameOf),
        styles: css === undefined ? [] : [nameOf(css)],
        texts: Object.fromEntries(texts) as Entry['texts'],
      },
    ];
  });
  return { roles: Object.fromEntries(roles), icon };
}

/** Brotli and gzip beside each file: made once here, sent many times. */
async function writeWithCompressed(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const brotli = await promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
  });
  await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, `${name}.br`), brotli);
  await writeFile(join(folder, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
}

async function writeBuild(sources: string): Promise<void> {
  const bundles = await Promise.all(ROLES.map(bundle));
  // What two of them have alike has one name, of the same contents.
  const files = new Map(bundles.flatMap(({ outputFiles }) => outputFiles.map((file) => [file.path, file])));
  const outputs = Object.assign(
    {},
    ...bundles.map(({ metafile }) => metafile.outputs),
  ) as Metafile['outputs'];
  // Beside the target and then renamed, so that a server never reads half of it.
  const fresh = `${target}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  const iconBytes = await readFile(join(root, 'web/ui/icon.svg'));
  const icon = `icon-${createHash('sha256').update(iconBytes).digest('hex').slice(0, 8)}.svg`;
  await writeWithCompressed(fresh, icon, iconBytes);
  for (const { path, contents } of files.values()) await writeWithCompressed(fresh, basename(path), contents);
  const manifest = { sources, ...manifestOf(outputs, icon) };
  await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(target, { recursive: true, force: true });
  try {
    await rename(fresh, target);
  } catch (error) {
    // Two test files may build at a time: whoever comes second finds the same thing there.
    if ((await builtFrom()) !== sources) throw error;
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Of which sources build/web was made; undefined where there is none. */
async function builtFrom(): Promise<string | undefined> {
  const manifest = await readFile(join(target, 'manifest.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(manifest) as { sources?: string }).sources;
}

/** Builds unless build/web was made of exactly these sources. True: it was built. */
export async function ensureWebBuilt(): Promise<boolean> {
  const sources = await sourceHash();
  if ((await builtFrom()) === sources) return false;
  await writeBuild(sources);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureWebBuilt();
