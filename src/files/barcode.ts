import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { FileText } from '#policy/files.ts';
import type { PicturePixels } from './picture.ts';

let ready: Promise<unknown> | null = null;

function start(): Promise<unknown> {
  const path = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const wasm = new Uint8Array(readFileSync(path));
  // Without the binary the package would fetch it from a content network.
  return prepareZXingModule({ overrides: { wasmBinary: wasm.buffer }, fireImmediately: true });
}

const MOST_CODES = 8;

/** Codes that people point a telephone at; the others stand on labels and goods and hold numbers. */
const FOR_PEOPLE = /^(?:Micro|rMQR)?QRCode/u;
const LEADS_SOMEWHERE = /@|:\/\/|www\.|mailto:|BEGIN:VCARD/iu;

/** What a QR code says, split where its own form keeps fields apart (`MATMSG:TO:…;SUB:…;;`, `WIFI:…`). */
function codeText(text: string): string {
  return /^(?:MATMSG|MECARD|BIZCARD):/iu.test(text)
    ? text.replaceAll(/(?:^|;)(?:MATMSG|MECARD|BIZCARD)?:?([A-Z]{1,8}):/giu, '\n$1: ').replaceAll(';', ' ')
    : text;
}

/** The texts of QR codes in a picture, and of other codes where they lead somewhere. */
export async function readCodes({ width, height, rgba }: PicturePixels): Promise<FileText[]> {
  ready ??= start();
  await ready;
  const data = new Uint8ClampedArray(rgba);
  const codes = await readBarcodes(
    { width, height, data, colorSpace: 'srgb' },
    { maxNumberOfSymbols: MOST_CODES },
  );
  return codes
    .filter(({ isValid, format, text }) => isValid && (FOR_PEOPLE.test(format) || LEADS_SOMEWHERE.test(text)))
    .map(({ text }) => ({ source: 'code', text: codeText(text), certainty: 'sure' }));
}
