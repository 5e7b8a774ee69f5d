import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { z } from 'zod';

const fileName = z.string().regex(/^[\w.-]{1,80}$/u);
const entry = z.object({
  scripts: z.array(fileName),
  styles: z.array(fileName),
  /** By language. */
  texts: z.record(z.string(), fileName),
});

const manifest = z.object({
  roles: z.object({ buyer: entry, seller: entry, operator: entry }),
  icon: fileName,
});

/** Which files of the browser's side belong to which reader: written by scripts/web/build.ts. */
export type WebManifest = z.infer<typeof manifest>;

/** The built message centre. */
export interface WebBuild {
  readonly manifest: WebManifest;
  /** A file in the best encoding that the client takes; null where there is no such file. */
  file(name: string, acceptEncoding: string): Promise<WebFile | null>;
}

export interface WebFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly encoding: 'br' | 'gzip' | null;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads what scripts/web/build.ts made; null where nothing was built. */
export function openWebBuild(folder: string): WebBuild | null {
  let text: string;
  try {
    text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const files = new Map<string, Promise<Uint8Array | null>>();
  // Read once: a name carries the hash of its contents. SECURITY: only names of one segment come here.
  const read = (name: string): Promise<Uint8Array | null> => {
    let found = files.get(name);
    if (found === undefined) {
      found = readFile(join(folder, name)).catch(() => null);
      void found.then((bytes) => (bytes === null ? files.delete(name) : null));
      files.set(name, found);
    }
    return found;
  };
  return {
    manifest: manifest.parse(JSON.parse(text)),
    file: async (name, acceptEncoding) => {
      const mediaType = MEDIA_TYPES[extname(name)];
      if (mediaType === undefined || !fileName.safeParse(name).success) return null;
      const encoding = bestEncoding(acceptEncoding);
      const bytes = await read(encoding === null ? name : `${name}.${encoding === 'br' ? 'br' : 'gz'}`);
      return bytes === null ? null : { bytes, mediaType, encoding };
    },
  };
}

/** RFC 9110 §12.5.3, as far as it chooses between what lies there ready. */
function bestEncoding(header: string): WebFile['encoding'] {
  const parts = header
    .slice(0, 200)
    .toLowerCase()
    .split(',')
    .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/u.test(part))
    .map((part) => part.split(';', 1)[0]?.trim());
  const accepted = new Set(parts);
  if (accepted.has('br')) return 'br';
  return accepted.has('gzip') ? 'gzip' : null;
}
