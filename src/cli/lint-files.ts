import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, resolve } from 'node:path';
import { openFileInspector } from '#files/file-inspector.ts';
import type { FileInspector, FileToInspect } from '#files/file-inspector.ts';
import type { FileFacts } from '#policy/files.ts';
import { silentLog } from '#src/log.ts';
import { systemClock } from '#src/system-ports.ts';

/** Where the bytes of a message's files are; a file without a path is judged by name and declared type alone. */
export interface FilePaths {
  readonly images: readonly (string | null)[];
  readonly attachments: readonly (string | null)[];
  /** Pictures of the order's items, as the marketplace shows them. */
  readonly itemImages: readonly string[];
}

/** More threads than this don't pay: each takes up to 200 MB. */
const MOST_THREADS = 4;

/** Opens the threads that look into the files of `parley lint`; the first file starts them. */
export function openLintInspector(): FileInspector {
  return openFileInspector({
    threads: Math.min(MOST_THREADS, availableParallelism()),
    clock: systemClock,
    log: silentLog,
  });
}

/** The folder that paths count from: `--base`, else the input file's own; the current one for standard input. */
export function folderOfInput(file: string, base: string | undefined): string {
  if (base !== undefined) return resolve(base);
  return file === '-' ? process.cwd() : dirname(resolve(file));
}

/** Reads the files and finds out about them. What isn't there is said through `missing` and left out. */
export async function factsOfFiles(
  paths: FilePaths,
  folder: string,
  inspector: FileInspector,
  missing: (path: string) => void,
): Promise<readonly FileFacts[]> {
  const files: FileToInspect[] = [];
  const add = async (part: FileToInspect['part'], list: readonly (string | null)[]): Promise<void> => {
    for (const [index, path] of list.entries()) {
      const bytes = path === null ? null : await readIfThere(path, folder, missing);
      if (bytes !== null) files.push({ part, index, bytes });
    }
  };
  await add('attachment', paths.attachments);
  await add('image', paths.images);
  return factsBesideListing(files, paths.itemImages, folder, inspector, missing);
}

/** Finds out about files that are read already; the listing's pictures, by their paths, are what they are held against. */
export async function factsBesideListing(
  files: readonly FileToInspect[],
  itemImages: readonly string[],
  folder: string,
  inspector: FileInspector,
  missing: (path: string) => void,
): Promise<readonly FileFacts[]> {
  if (files.length === 0) return [];
  const listing: Uint8Array[] = [];
  for (const path of itemImages) {
    const bytes = await readIfThere(path, folder, missing);
    if (bytes !== null) listing.push(bytes);
  }
  return inspector.inspect(files, listing);
}

async function readIfThere(
  path: string,
  folder: string,
  missing: (path: string) => void,
): Promise<Uint8Array | null> {
  try {
    return await readFile(isAbsolute(path) ? path : resolve(folder, path));
  } catch {
    missing(path);
    return null;
  }
}
