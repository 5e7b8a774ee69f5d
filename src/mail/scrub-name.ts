import { isQuoteHead } from './new-text-html.ts';
import { fold } from './scrub-view.ts';

/** Labels of the header lines that mail programs write above a quoted message, folded, without the colon. */
const LABELS: ReadonlySet<string> = new Set(
  [
    'from to cc bcc sender reply-to',
    'von an antwort-an absender empfänger',
    'van aan verzonden-door antwoorden-op',
    'de à a répondre-à expéditeur destinataire',
    'para de responder-a enviado-por cco',
    'da a rispondi-a mittente',
    'od do komu dw odpowiedz-do',
    'från till fra til kopia kopi lähettäjä vastaanottaja',
    'от кому копия від кому',
    'od komu odesílatel příjemce',
    'feladó címzett másolatot-kap',
    'από προς',
    'kimden kime kime-kopya gönderen',
    'de la către',
    '发件人 收件人 抄送 寄件者 收件者 差出人 宛先 보낸사람 받는사람',
    'من إلى מאת אל',
  ]
    .join(' ')
    .split(' ')
    .map((label) => fold(label.replaceAll('-', ' '))),
);

/** A private name, folded, as programs write it: `Jan Visser`, `Visser, Jan`. */
export function nameForms(name: string): string[] {
  const folded = fold(name).replaceAll(/\s+/gu, ' ').trim();
  if (folded.length < 3) return [];
  const words = folded.split(' ');
  const last = words.at(-1) ?? '';
  return words.length === 1 ? [folded] : [folded, `${last}, ${words.slice(0, -1).join(' ')}`];
}

/** Between a name and its address: quotes, brackets, `mailto:`, `SMTP:`. */
const BEFORE_ADDRESS = /["'“”‘’]?[\s(<[:,]{0,6}(?:(?:mailto|smtp):)?[\s<]{0,2}$/u;

/** A stretch that holds a name, from the address outwards, and what of it stays: brackets. */
export interface NameBeside {
  readonly length: number;
  readonly kept: string;
}

const NO_NAME: NameBeside = { length: 0, kept: '' };

/**
 * The name that stands before the address at `start`: programs write `"NAME" <address>` and
 * `NAME [mailto:address]`.
 */
export function nameBefore(folded: string, start: number, names: readonly string[]): NameBeside {
  const left = folded.slice(Math.max(0, start - 200), start);
  const gap = BEFORE_ADDRESS.exec(left)?.[0] ?? '';
  const words = left.slice(0, left.length - gap.length);
  const name = names.find((known) => words.endsWith(known));
  if (name === undefined) return NO_NAME;
  const quote = /["'“‘]$/u.test(words.slice(0, -name.length)) ? 1 : 0;
  return { length: gap.length + name.length + quote, kept: gap.replace(/^["'“”‘’]?\s*/u, '') };
}

/** The name that follows the address ending at `end`: `address (NAME)`. */
export function nameAfter(folded: string, end: number, names: readonly string[]): NameBeside {
  const right = folded.slice(end, end + 200);
  const gap = /^[\s>\])]{0,3}[(<["']{1,2}/u.exec(right)?.[0];
  if (gap === undefined) return NO_NAME;
  const name = names.find((known) => right.startsWith(known, gap.length));
  if (name === undefined) return NO_NAME;
  const close = /^["']?[)>\]]?/u.exec(right.slice(gap.length + name.length))?.[0] ?? '';
  return { length: gap.length + name.length + close.length, kept: /^[>\])]*/u.exec(gap.trim())?.[0] ?? '' };
}

/** True for a line that a mail program wrote about somebody: a quote head, or `From: …`. */
export function isProgramLine(line: string): boolean {
  const bare = line.replace(/^[\s>*|]{1,40}/u, '');
  const colon = bare.search(/[:：]/u);
  if (colon > 0 && colon <= 24) {
    const label = fold(bare.slice(0, colon).replaceAll(/[*_]/gu, '')).replaceAll(/\s+/gu, ' ').trim();
    if (LABELS.has(label)) return true;
  }
  return isQuoteHead(bare);
}
