import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, crc32, deflateSync } from 'node:zlib';
import {
  ImageMagick,
  initializeImageMagick,
  Magick,
  MagickColors,
  MagickFormat,
  MagickReadSettings,
} from '@imagemagick/magick-wasm';
import type { IMagickImage } from '@imagemagick/magick-wasm';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { writeZip } from '#mail/files/zip.ts';

// Files made on the spot, so that a test says what is in them.

const wasm = (specifier: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve(specifier))));

/** Open Sans, from the archive that the browser of the tests brings along. */
function font(): Uint8Array {
  const archive = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const tar = brotliDecompressSync(readFileSync(new URL('../bin/fonts.tar.br', `file://${archive}`)));
  for (let at = 0; at + 512 <= tar.length;) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/su, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0;
    if (name.endsWith('Regular.ttf')) return new Uint8Array(tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error('no font');
}

let ready: Promise<void> | null = null;

async function prepare(): Promise<void> {
  ready ??= initializeImageMagick(wasm('@imagemagick/magick-wasm/magick.wasm')).then(() =>
    Magick.addFont('sans', font()),
  );
  await ready;
}

const encoded = (image: IMagickImage, format: MagickFormat): Buffer =>
  image.write(format, (data) => Buffer.from(data));

/** A picture of some lines of text, black on white. */
export async function textPicture(
  text: string,
  {
    format = MagickFormat.Png,
    size = 32,
    rotate = 0,
  }: { format?: MagickFormat; size?: number; rotate?: number } = {},
): Promise<Buffer> {
  await prepare();
  const settings = new MagickReadSettings({
    font: 'sans',
    fontPointsize: size,
    backgroundColor: MagickColors.White,
  });
  return ImageMagick.read(`label:${text}`, settings, (image) => {
    image.borderColor = MagickColors.White;
    image.border(24);
    if (rotate !== 0) image.rotate(rotate);
    return encoded(image, format);
  });
}

/** A picture of many tones, the same for the same `seed`; `change` is done to it before it is written. */
export async function photo(
  seed: number,
  change: (image: IMagickImage) => void = () => undefined,
  {
    width = 320,
    height = 240,
    format = MagickFormat.Jpeg,
  }: { width?: number; height?: number; format?: MagickFormat } = {},
): Promise<Buffer> {
  await prepare();
  // Blots of light at places that the seed decides, by a generator that is good enough for that.
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const blots = Array.from({ length: 14 }, () => [
    next() * 32,
    next() * 24,
    3 + next() * 6,
    next() * 510 - 255,
  ]);
  const pixels = Buffer.from('P5\n32 24\n255\n');
  const data = Buffer.alloc(32 * 24);
  for (let at = 0; at < data.length; at += 1) {
    const [x, y] = [at % 32, Math.floor(at / 32)];
    const light = blots.reduce(
      (sum, [bx = 0, by = 0, size = 1, by_ = 0]) =>
        sum + by_ * Math.exp(-((x - bx) ** 2 + (y - by) ** 2) / size ** 2),
      128,
    );
    data[at] = Math.max(0, Math.min(255, Math.round(light)));
  }
  return ImageMagick.read(new Uint8Array(Buffer.concat([pixels, data])), MagickFormat.Pgm, (image) => {
    image.resize(width, height);
    change(image);
    return encoded(image, format);
  });
}

/** Writes a made picture in another format. */
export async function asFormat(picture: Uint8Array, format: MagickFormat): Promise<Buffer> {
  await prepare();
  return ImageMagick.read(new Uint8Array(picture), (image) => encoded(image, format));
}

/** A picture with a QR code. */
export async function qrPicture(text: string): Promise<Buffer> {
  const wasmBinary = wasm('zxing-wasm/writer/zxing_writer.wasm').buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const { image } = await writeBarcode(text, { format: 'QRCode', scale: 6 });
  if (image === null) throw new Error('no code');
  return Buffer.from(await image.arrayBuffer());
}

/** A GIF of `frames` single dots. */
export function movingGif(frames: number): Buffer {
  const head = Buffer.from('474946383961010001008000000000ffffff', 'hex').subarray(0, 13);
  const colours = Buffer.from('000000ffffff', 'hex');
  const frame = Buffer.from('21f904000a0000002c00000000010001000002024401 00'.replace(' ', ''), 'hex');
  return Buffer.concat([head, colours, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

const PNG_HEAD = Buffer.from('89504e470d0a1a0a', 'hex');

/** A PNG that says it has this many pixels, and has hardly any data. */
export function hollowPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const data = deflateSync(Buffer.alloc(1000));
  return Buffer.concat([
    PNG_HEAD,
    pngChunk('IHDR', header),
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Makes a PNG announce an animation of `frames`. */
export function movingPng(png: Buffer, frames: number): Buffer {
  const announcement = Buffer.alloc(8);
  announcement.writeUInt32BE(frames, 0);
  return Buffer.concat([png.subarray(0, 33), pngChunk('acTL', announcement), png.subarray(33)]);
}

/** A WebP container with `frames` empty frames: what counts them reads no pixels. */
export function movingWebp(frames: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(data.length);
    return Buffer.concat([Buffer.from(type), size, data]);
  };
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('VP8X', Buffer.from('02000000000000000000', 'hex')),
    chunk('ANIM', Buffer.alloc(6)),
    ...Array.from({ length: frames }, () => chunk('ANMF', Buffer.alloc(16))),
  ]);
  return chunk('RIFF', body);
}

export interface PdfPage {
  readonly lines: readonly string[];
  /** Where a link on the page leads. */
  readonly link?: string;
  /** A grey JPEG that fills the page. */
  readonly jpeg?: { readonly bytes: Uint8Array; readonly width: number; readonly height: number };
}

const pdfText = (text: string): string => text.replaceAll(/[\\()]/gu, '\\$&');

class PdfWriter {
  readonly #objects: Buffer[] = [];

  add(body: string | Buffer): number {
    this.#objects.push(Buffer.from(body as string, 'latin1'));
    return this.#objects.length;
  }

  stream(dictionary: string, data: Uint8Array): number {
    const head = Buffer.from(`<< ${dictionary} /Length ${data.length} >>\nstream\n`, 'latin1');
    return this.add(Buffer.concat([head, data, Buffer.from('\nendstream')]));
  }

  get next(): number {
    return this.#objects.length + 1;
  }

  file(root: number, trailer = ''): Buffer {
    const parts = [Buffer.from('%PDF-1.7\n')];
    let at = 9;
    const places: number[] = [];
    for (const [index, body] of this.#objects.entries()) {
      const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
      places.push(at);
      at += object.length;
      parts.push(object);
    }
    const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
    const size = places.length + 1;
    parts.push(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root ${root} 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
      ),
    );
    return Buffer.concat(parts);
  }
}

/** A PDF of these pages; `trailer` goes into its trailer as it is. */
export function madePdf(pages: readonly PdfPage[], trailer = ''): Buffer {
  const pdf = new PdfWriter();
  const font = pdf.add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const made = pages.map(({ lines, link, jpeg }) => {
    const words = lines.map((line) => `(${pdfText(line)}) Tj T*`).join('\n');
    const image =
      jpeg === undefined
        ? null
        : pdf.stream(
            `/Type /XObject /Subtype /Image /Width ${jpeg.width} /Height ${jpeg.height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode`,
            jpeg.bytes,
          );
    const shown = image === null ? '' : 'q 500 0 0 300 40 40 cm /Im Do Q\n';
    const contents = pdf.stream(
      '',
      Buffer.from(`${shown}BT /F 12 Tf 14 TL 50 780 Td\n${words}\nET`, 'latin1'),
    );
    const annotation =
      link === undefined
        ? null
        : pdf.add(
            `<< /Type /Annot /Subtype /Link /Rect [50 700 300 780] /A << /S /URI /URI (${pdfText(link)}) >> >>`,
          );
    const resources = `<< /Font << /F ${font} 0 R >> ${image === null ? '' : `/XObject << /Im ${image} 0 R >>`} >>`;
    return { contents, annotation, resources };
  });
  const root = pdf.next;
  const first = root + 2;
  pdf.add(`<< /Type /Catalog /Pages ${root + 1} 0 R >>`);
  const kids = made.map((_, index) => `${first + index} 0 R`).join(' ');
  pdf.add(`<< /Type /Pages /Count ${made.length} /Kids [${kids}] >>`);
  for (const { contents, annotation, resources } of made) {
    const annotations = annotation === null ? '' : `/Annots [${annotation} 0 R]`;
    pdf.add(
      `<< /Type /Page /Parent ${root + 1} 0 R /MediaBox [0 0 595 842] /Resources ${resources} /Contents ${contents} 0 R ${annotations} >>`,
    );
  }
  return pdf.file(root, trailer);
}

/** A PDF that nobody opens without its password. */
export function lockedPdf(): Buffer {
  const key = 'ab'.repeat(32);
  return madePdf(
    [{ lines: ['secret'] }],
    `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${key}> /U <${key}> >> /ID [<01> <01>]`,
  );
}

const xml = (body: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`);

/** A Word file of these paragraphs, with a link and a picture where given. */
export function madeDocx(
  paragraphs: readonly string[],
  { link, picture }: { readonly link?: string; readonly picture?: Buffer } = {},
): Buffer {
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink';
  const body = paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('');
  const entries = [
    {
      name: '[Content_Types].xml',
      bytes: xml(`<Types><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`),
    },
    {
      name: 'word/document.xml',
      bytes: xml(`<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`),
    },
  ];
  if (link !== undefined)
    entries.push({
      name: 'word/_rels/document.xml.rels',
      bytes: xml(
        `<Relationships><Relationship Id="r1" Type="${type}" Target="${link}" TargetMode="External"/></Relationships>`,
      ),
    });
  if (picture !== undefined) entries.push({ name: 'word/media/image1.png', bytes: picture });
  return writeZip(entries);
}

/** An OpenDocument text of these paragraphs. */
export function madeOdt(paragraphs: readonly string[], link: string): Buffer {
  const body = paragraphs.map((text) => `<text:p>${text}</text:p>`).join('');
  const words = `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:xlink="x"><office:body>${body}<text:p><text:a xlink:href="${link}">more</text:a></text:p></office:body></office:document-content>`;
  return writeZip([
    { name: 'mimetype', bytes: Buffer.from('application/vnd.oasis.opendocument.text') },
    { name: 'content.xml', bytes: xml(words) },
  ]);
}
