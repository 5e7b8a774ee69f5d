import { FileFault } from '#mail/files/file-fault.ts';
import { rewriteXml, xmlText } from '#mail/files/xml.ts';
import { readZip } from '#mail/files/zip.ts';
import type { ZipEntry } from '#mail/files/zip.ts';
import type { FileText, UnreadReason } from '#policy/files.ts';
import type { DocumentReading } from './document-reading.ts';
import { TextBudget } from './text-budget.ts';

/** Parts of Word, PowerPoint, Excel and OpenDocument files that hold words which somebody sees. */
const WORDS =
  /^(?:word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)|ppt\/(?:slides|notesSlides)\/[^/]{1,40}|xl\/(?:sharedStrings|comments\d*)|xl\/worksheets\/[^/]{1,40}|content|styles)\.xml$/u;
const RELATIONS = /(?:^|\/)_rels\/[^/]{1,80}\.rels$/u;
const MEDIA = /^(?:word|ppt|xl)\/media\/|^Pictures\//u;
/** Elements after which a line ends: paragraphs, cells, rows, line breaks. */
const LINE_ENDS = /^(?:p|h|br|cr|si|row|table-row|line-break)$/u;
const SPACES = /^(?:tab|tc|s|table-cell)$/u;
/** Where Word and Excel keep text; others hold formulas, field codes and numbers of styles. */
const TEXT_ELEMENTS = /^(?:t|p|h|span|a|v)$/u;
const MOST_LINKS = 200;
const MOST_PICTURES = 4;

function addWords({ name, bytes }: ZipEntry, budget: TextBudget, links: Set<string>): void {
  let text = '';
  const isOpenDocument = !name.includes('/');
  rewriteXml(xmlText(bytes), {
    element: ({ local, attributes }) => {
      if (LINE_ENDS.test(local)) text += '\n';
      else if (SPACES.test(local)) text += ' ';
      const href = isOpenDocument && local === 'a' ? attributes.get('href') : undefined;
      if (href !== undefined && links.size < MOST_LINKS) links.add(href);
      return 'keep';
    },
    text: (words, parents) => {
      if (TEXT_ELEMENTS.test(parents.at(-1) ?? '')) text += words;
      return '';
    },
  });
  budget.add(unescaped(text));
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll(/&#(\d{1,7});/gu, (_, code: string) => characterOf(Number(code)))
    .replaceAll(/&#x([\da-f]{1,6});/giu, (_, code: string) => characterOf(Number.parseInt(code, 16)))
    .replaceAll('&amp;', '&');

const characterOf = (code: number): string => (code <= 0x10_ff_ff ? String.fromCodePoint(code) : '');

/** External targets of relationships: what is behind a document's links (ECMA-376 part 2 §6.5). */
function addTargets({ bytes }: ZipEntry, links: Set<string>): void {
  rewriteXml(xmlText(bytes), {
    element: ({ local, attributes }) => {
      const isLink = attributes.get('Type')?.endsWith('/hyperlink') ?? false;
      const target = attributes.get('Target');
      if (local === 'Relationship' && isLink && target !== undefined && links.size < MOST_LINKS)
        links.add(target);
      return 'keep';
    },
  });
}

function faultOf(error: unknown): UnreadReason {
  if (error instanceof RangeError) return 'damaged';
  if (!(error instanceof FileFault)) throw error;
  if (error.code === 'bomb') return 'too-large';
  return error.message === 'encrypted' ? 'encrypted' : 'damaged';
}

/** Reads the words of an Office or OpenDocument file and the targets of its links; never unpacks a bomb. */
export function readOffice(bytes: Uint8Array): DocumentReading {
  const budget = new TextBudget();
  const links = new Set<string>();
  let unread: UnreadReason | null = null;
  try {
    for (const entry of readZip(bytes)) {
      if (WORDS.test(entry.name)) addWords(entry, budget, links);
      else if (RELATIONS.test(entry.name)) addTargets(entry, links);
    }
    if (budget.isFull) unread = 'too-large';
  } catch (error) {
    unread = faultOf(error);
  }
  const texts: FileText[] = [...links].map((text) => ({ source: 'link', text, certainty: 'sure' }));
  if (budget.text !== '') texts.unshift({ source: 'document', text: budget.text, certainty: 'sure' });
  return { texts, unread };
}

/** The first pictures in such a file, as files of their own. */
export function picturesOfOffice(bytes: Uint8Array): Uint8Array[] {
  return readZip(bytes)
    .filter(({ name }) => MEDIA.test(name))
    .slice(0, MOST_PICTURES)
    .map((entry) => entry.bytes);
}
