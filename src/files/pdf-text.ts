import { getDocumentProxy, extractImages } from 'unpdf';
import type { FileText, UnreadReason } from '#policy/files.ts';
import type { DocumentReading } from './document-reading.ts';
import { joinWrapped } from './joined-lines.ts';
import type { PicturePixels } from './picture.ts';
import { TextBudget } from './text-budget.ts';

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>;

/** More pages than this are no paper that goes with an order (threats C4); those before are read. */
const MOST_PAGES = 120;
const MOST_LINKS = 200;
/** Pages whose pictures are looked at: a leaflet's, a scan's. */
const MOST_PICTURE_PAGES = 4;
const MOST_PICTURES = 4;
const MOST_PICTURE_PIXELS = 12_000_000;
const LEAST_SIDE = 48;

function openPdf(bytes: Uint8Array): Promise<PdfDocument> {
  // A copy: the reader takes the buffer away. Nothing in it makes code of content.
  return getDocumentProxy(new Uint8Array(bytes), {
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: false,
    maxImageSize: MOST_PICTURE_PIXELS,
    verbosity: 0,
  });
}

function faultOf(error: unknown): UnreadReason {
  return error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'damaged';
}

async function pageText(page: PdfPage): Promise<string> {
  const { items } = await page.getTextContent();
  const parts = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''));
  return joinWrapped(parts.join(''));
}

interface Annotation {
  readonly subtype?: string;
  readonly url?: string;
  readonly unsafeUrl?: string;
  readonly fieldValue?: unknown;
  readonly contentsObj?: { readonly str?: string };
}

/** Where a page's links lead, and what notes and form fields on it say. */
async function addAnnotations(page: PdfPage, links: Set<string>, budget: TextBudget): Promise<void> {
  for (const annotation of (await page.getAnnotations()) as Annotation[]) {
    const target = annotation.url ?? annotation.unsafeUrl;
    if (target !== undefined && links.size < MOST_LINKS) links.add(target);
    if (typeof annotation.fieldValue === 'string') budget.add(annotation.fieldValue);
    const note = annotation.contentsObj?.str ?? '';
    if (annotation.subtype !== 'Link' && note !== '') budget.add(note);
  }
}

/** Reads a PDF's words and the targets of its links, page by page. */
export async function readPdf(bytes: Uint8Array): Promise<DocumentReading> {
  let pdf: PdfDocument;
  try {
    pdf = await openPdf(bytes);
  } catch (error) {
    return { texts: [], unread: faultOf(error) };
  }
  const budget = new TextBudget();
  const links = new Set<string>();
  const pages = Math.min(pdf.numPages, MOST_PAGES);
  let unread: UnreadReason | null = pdf.numPages > MOST_PAGES ? 'too-large' : null;
  try {
    for (let number = 1; number <= pages && !budget.isFull; number += 1) {
      const page = await pdf.getPage(number);
      budget.add(await pageText(page));
      await addAnnotations(page, links, budget);
      page.cleanup();
    }
  } catch (error) {
    unread = faultOf(error);
  } finally {
    await pdf.loadingTask.destroy();
  }
  if (budget.isFull) unread = 'too-large';
  const texts: FileText[] = [...links].map((text) => ({ source: 'link', text, certainty: 'sure' }));
  if (budget.text !== '') texts.unshift({ source: 'document', text: budget.text, certainty: 'sure' });
  return { texts, unread };
}

interface RawImage {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

function pixelsOf({ data, width, height, channels }: RawImage): PicturePixels {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i += 1) {
    const from = i * channels;
    const second = channels === 1 ? from : from + 1;
    const third = channels === 1 ? from : from + 2;
    rgba[i * 4] = data[from] ?? 0;
    rgba[i * 4 + 1] = data[second] ?? 0;
    rgba[i * 4 + 2] = data[third] ?? 0;
    rgba[i * 4 + 3] = 255;
  }
  return { kind: 'pixels', shownWidth: width, width, height, rgba };
}

/** The pictures on the first pages of a PDF, decoded. */
export async function picturesOfPdf(bytes: Uint8Array): Promise<PicturePixels[]> {
  const pictures: PicturePixels[] = [];
  const pdf = await openPdf(bytes);
  try {
    for (let number = 1; number <= Math.min(pdf.numPages, MOST_PICTURE_PAGES); number += 1) {
      for (const image of await extractImages(pdf, number)) {
        if (Math.min(image.width, image.height) < LEAST_SIDE) continue;
        if (image.width * image.height > MOST_PICTURE_PIXELS) continue;
        pictures.push(pixelsOf(image));
        if (pictures.length === MOST_PICTURES) return pictures;
      }
    }
  } finally {
    await pdf.loadingTask.destroy();
  }
  return pictures;
}
