import { decodeCharset } from './charset.ts';
import type { Complaints } from './mime-complaints.ts';
import { asBuffer } from './mime-transfer.ts';

/** All C0 and C1 controls but tab and line feed; form feeds and the like mean nothing in mail. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
const ALL_CONTROLS = new RegExp(CONTROLS, 'gu');
const SIGNATURE_DELIMITER = '-- ';

/**
 * Decodes a text/plain body: charset, line ends to `\n`, control characters off, flowed lines joined. What a
 * charset like ISO-2022-JP or UTF-7 hid is plain Unicode from here on (threats C9).
 */
export function readPlainText(
  octets: Uint8Array,
  parameters: ReadonlyMap<string, string>,
  complaints: Complaints,
): string {
  const { text, complaint } = decodeCharset(octets, parameters.get('charset') ?? null);
  if (complaint !== null) complaints.add(complaint, parameters.get('charset'));
  const lines = cleanText(text);
  if (parameters.get('format')?.toLowerCase() !== 'flowed') return lines;
  return unflow(lines, parameters.get('delsp')?.toLowerCase() === 'yes');
}

/** Decodes an HTML body; where the field names no charset the document itself may. */
export function readHtmlText(
  octets: Uint8Array,
  parameters: ReadonlyMap<string, string>,
  complaints: Complaints,
): string {
  const label = parameters.get('charset') ?? charsetOfDocument(octets);
  const { text, complaint } = decodeCharset(octets, label);
  if (complaint !== null) complaints.add(complaint, label ?? '');
  return cleanText(text);
}

function cleanText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/gu, '\n') : text;
  return CONTROLS.test(lines) ? lines.replace(ALL_CONTROLS, '') : lines;
}

/** The label of `<meta charset>` or `<meta http-equiv>` within the first 1,024 octets, as browsers look. */
function charsetOfDocument(octets: Uint8Array): string | null {
  const start = asBuffer(octets).toString('latin1', 0, Math.min(octets.length, 1024));
  const label = /<meta\b[^>]{0,200}?\bcharset\s{0,5}=\s{0,5}["']?([\w:.-]{1,60})/iu.exec(start)?.[1] ?? null;
  // The document was readable as ASCII up to here, so this label is wrong.
  return label !== null && /^utf-?16/iu.test(label) ? 'utf-8' : label;
}

/**
 * Joins the lines of a format=flowed text (RFC 3676 §4): quote depth first, then the stuffed space, then the
 * space at the end, which `DelSp=yes` takes away. Quoted lines keep their marks, one space behind them.
 */
function unflow(text: string, deletesSpace: boolean): string {
  const output: string[] = [];
  let depthOfOpen = -1;
  for (const line of text.split('\n')) {
    const { depth, content } = unquoteLine(line);
    // RFC 3676 §4.3: the signature delimiter is never flowed, nor does a line flow into it.
    const isDelimiter = content === SIGNATURE_DELIMITER;
    const isFlowed = content.endsWith(' ') && !isDelimiter;
    const piece = isFlowed && deletesSpace ? content.slice(0, -1) : content;
    if (depth === depthOfOpen && !isDelimiter) output.push(piece);
    else output.push(output.length === 0 ? '' : '\n', quoteMark(depth), piece);
    depthOfOpen = isFlowed ? depth : -1;
  }
  return output.join('');
}

function unquoteLine(line: string): { readonly depth: number; readonly content: string } {
  let depth = 0;
  while (line.charAt(depth) === '>') depth += 1;
  const content = line.slice(depth);
  return { depth, content: content.startsWith(' ') ? content.slice(1) : content };
}

function quoteMark(depth: number): string {
  return depth === 0 ? '' : `${'>'.repeat(depth)} `;
}

/**
 * text/enriched and text/richtext (RFC 1896): formatting commands off, `<<` is `<`, a parameter is no text,
 * a lone line end is a space.
 */
export function readEnrichedText(text: string): string {
  return text
    .replace(/<param>[^<]{0,1000}<\/param>/giu, '')
    .replace(/<<|<[^<>\s]{1,60}>/gu, (command) => (command === '<<' ? '<' : ''))
    .replace(/\n+/gu, (ends) => (ends.length === 1 ? ' ' : ends.slice(1)));
}

/** Plain text as HTML, for a message whose other texts are HTML; one line is one line. */
export function textAsHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<div>${escaped.replaceAll('\n', '<br>\n')}</div>`;
}

const PGP_MESSAGE = /^-----BEGIN PGP MESSAGE-----[ \t]*$/mu;
const PGP_SIGNED = /^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*$/mu;
const PGP_SIGNATURE = /^-----BEGIN PGP SIGNATURE-----[ \t]*$/mu;
const PGP_SIGNATURE_END = /^-----END PGP SIGNATURE-----[ \t]*$/mu;

/** True where the text carries an encrypted block of its own, not one that it quotes (RFC 9580 §6.2). */
export function holdsPgpMessage(text: string): boolean {
  return text.includes('-----BEGIN PGP MESSAGE-----') && PGP_MESSAGE.test(text);
}

/**
 * Takes the armour off a clear-signed text (RFC 9580 §7): the text stays, the signature, which names a person,
 * goes. Null where the text isn't one.
 */
export function unwrapClearSigned(text: string): string | null {
  if (!text.includes('-----BEGIN PGP SIGNED MESSAGE-----')) return null;
  const begin = PGP_SIGNED.exec(text);
  const signature = PGP_SIGNATURE.exec(text);
  if (begin === null || signature === null || signature.index < begin.index) return null;
  const afterHead = text.slice(begin.index + begin[0].length + 1, signature.index);
  // Armour headers (`Hash: SHA256`) end with an empty line.
  const headers = /^(?:[A-Za-z]+: [^\n]*\n)*[ \t]*\n/u.exec(afterHead)?.[0].length ?? 0;
  const signed = afterHead.slice(headers).replace(/^- /gmu, '');
  const rest = text.slice(signature.index);
  const end = PGP_SIGNATURE_END.exec(rest);
  return text.slice(0, begin.index) + signed + (end === null ? '' : rest.slice(end.index + end[0].length));
}
