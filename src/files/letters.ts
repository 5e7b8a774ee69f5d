import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { FileText } from '#policy/files.ts';
import type { GreyPicture } from './picture-look.ts';

/** The part of Tesseract's API that is used; the package has no types. */
interface Recogniser {
  Init(dataPath: null, language: string, engine: number): number;
  SetVariable(name: string, value: string): boolean;
  SetPageSegMode(mode: number): void;
  SetImageFile(exif: number, angle: number): number;
  Recognize(monitor: null): number;
  GetTSVText(page: number): string;
  Clear(): void;
}

interface TesseractModule {
  readonly FS: { writeFile(path: string, data: Uint8Array): void };
  readonly TessBaseAPI: new () => Recogniser;
}

type TesseractFactory = (options: {
  readonly wasmBinary: Uint8Array;
  readonly print: () => void;
  readonly printErr: () => void;
}) => Promise<TesseractModule>;

interface OpenTesseract {
  readonly module: TesseractModule;
  readonly api: Recogniser;
}

const require = createRequire(import.meta.url);
const silent = (): void => undefined;
/** `OEM_LSTM_ONLY`, `PSM_AUTO` of Tesseract's `publictypes.h`. */
const NEURAL = 1;
const AUTOMATIC_LAYOUT = 3;

let open: Promise<OpenTesseract> | null = null;

/** Starts the recogniser on files of installed packages alone: the wrapper that could download isn't installed. */
async function start(): Promise<OpenTesseract> {
  const factory = require('tesseract.js-core/tesseract-core-simd-lstm.js') as TesseractFactory;
  const wasmBinary = readFileSync(
    fileURLToPath(import.meta.resolve('tesseract.js-core/tesseract-core-simd-lstm.wasm')),
  );
  const module = await factory({ wasmBinary, print: silent, printErr: silent });
  const trained = fileURLToPath(
    import.meta.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'),
  );
  module.FS.writeFile('eng.traineddata', gunzipSync(readFileSync(trained)));
  const api = new module.TessBaseAPI();
  if (api.Init(null, 'eng', NEURAL) !== 0) throw new Error('the recogniser has no language data');
  api.SetPageSegMode(AUTOMATIC_LAYOUT);
  return { module, api };
}

/** Netpbm's PGM: the plainest form that the recogniser takes. */
function asPgm({ width, height, data }: GreyPicture): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]);
}

/** Words below this (of 100) are specks; a text whose mean is below the second is read with doubt. */
const LEAST_CONFIDENCE = 50;
const PLAIN_CONFIDENCE = 80;
const LEAST_LETTERS = 3;

/** Reads Tesseract's table (level, page, block, paragraph, line, word, box, confidence, text) into lines. */
function textOf(table: string): FileText | null {
  const lines = new Map<string, string[]>();
  let [sum, count] = [0, 0];
  for (const row of table.split('\n')) {
    const [level, , block, paragraph, line, , , , , , confidence = '0', word = ''] = row.split('\t');
    if (level !== '5' || Number(confidence) < LEAST_CONFIDENCE || word.trim() === '') continue;
    const key = `${block}:${paragraph}:${line}`;
    lines.set(key, [...(lines.get(key) ?? []), word]);
    sum += Number(confidence);
    count += 1;
  }
  const text = joinLines([...lines].map(([key, words]) => [key.replace(/:\d+$/u, ''), words.join(' ')]));
  if ((text.match(/[\p{L}\p{N}]/gu) ?? []).length < LEAST_LETTERS) return null;
  return { source: 'picture', text, certainty: sum / count >= PLAIN_CONFIDENCE ? 'likely' : 'review' };
}

/** Lines of one paragraph become one line where a sentence goes on; the recogniser tells paragraphs apart. */
function joinLines(lines: readonly (readonly [paragraph: string, text: string])[]): string {
  let text = '';
  let before = '';
  for (const [paragraph, line] of lines) {
    const goesOn = paragraph === before && /^[\p{Ll}\d(]/u.test(line) && !/[.!?:]$/u.test(text);
    if (text !== '') text += goesOn ? ' ' : '\n';
    text += line;
    before = paragraph;
  }
  return text;
}

/** Reads the letters in a picture; null where there are none. Latin letters: enough for addresses and numbers. */
export async function readLetters(picture: GreyPicture): Promise<FileText | null> {
  open ??= start();
  const { module, api } = await open;
  module.FS.writeFile('/input', asPgm(picture));
  // A picture that the recogniser can't take has no letters; it was decoded, so it isn't damaged.
  if (api.SetImageFile(1, 0) !== 0) return null;
  api.Recognize(null);
  const table = api.GetTSVText(0);
  api.Clear();
  return textOf(table);
}
