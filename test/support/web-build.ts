import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import type { WebBuild } from '#http/web-build.ts';
import { openWebBuild } from '#http/web-build.ts';

import { testFolder } from './test-folder.ts';

/** A built browser side of a few bytes, in a folder of its own, as scripts/web/build.ts would write it. */
export async function sampleWebBuild(): Promise<WebBuild> {
  const folder = await testFolder();
  const files = {
    'app-1.js': 'one',
    'app-1.js.br': brotliCompressSync('one'),
    'app-1.js.gz': gzipSync('one'),
    'app-1.css': 'css',
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  const texts = { en: 'en-3.js', de: 'de-4.js', nl: 'nl-5.js' };
  const entry = { scripts: ['app-1.js', 'part-2.js'], styles: ['app-1.css'], texts };
  const manifest = {
    sources: '',
    roles: { buyer: entry, seller: entry, operator: entry },
    icon: 'icon-6.svg',
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const build = openWebBuild(folder);
  if (build === null) throw new Error('the build that was just written is not there');
  return build;
}
