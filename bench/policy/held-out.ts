import { readFileSync } from 'node:fs';
import type { PartName } from '#policy/finding.ts';
import { languageOf } from '#policy/language.ts';
import type { Context, Message } from '#policy/message.ts';

/** A labelled message of a set. */
export interface HeldOut {
  readonly id: string;
  readonly lang: string;
  readonly labels: ReadonlySet<string>;
  readonly slice: 'plain' | 'hard' | 'obfuscation';
  readonly span: { readonly part: PartName; readonly start: number; readonly end: number } | null;
  readonly message: Message;
  readonly context: Context;
}

const COUNTRY: Readonly<Record<string, string>> = {
  en: 'GB',
  de: 'DE',
  nl: 'NL',
  fr: 'FR',
  es: 'ES',
  it: 'IT',
  pl: 'PL',
  sv: 'SE',
  ja: 'JP',
  tr: 'TR',
};
const DAY = 86_400_000;
const SENT = Date.parse('2026-05-20T10:00:00Z');

function digits(seed: number, length: number): string {
  let state = seed * 2_654_435_761;
  let text = '';
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += String((state >>> 16) % 10);
  }
  return text;
}

function orderId(seed: number): string {
  return `${digits(seed, 3)}-${digits(seed + 7, 7)}-${digits(seed + 13, 7)}`;
}

/** What follows `name=` among the flags; null where it isn't there. */
function valueOf(flags: readonly string[], name: string): string | null {
  return flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

function reasonOf(flags: readonly string[]): string {
  const named = valueOf(flags, 'reason');
  if (named !== null) return named;
  if (flags.includes('reply')) return 'reply-to-buyer';
  if (flags.includes('review')) return 'review-request';
  return flags.includes('important') ? 'other' : 'order-problem';
}

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  zip: 'application/zip',
  vcf: 'text/vcard',
  mp4: 'video/mp4',
};

function typeOf(file: string): string {
  return TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

function read(line: string, lang: string, number: number): HeldOut {
  const bar = line.indexOf('|');
  const head = line.slice(0, bar).trim().split(/\s+/u);
  const flags = head.filter((word) => word.startsWith('@')).map((word) => word.slice(1));
  const labels = new Set(head.filter((word) => !word.startsWith('@') && word !== 'clean'));
  const id = orderId(number);
  const raw = line
    .slice(bar + 1)
    .trim()
    .replaceAll('\\n', '\n');
  const named =
    raw.includes('#') && !/#[0-9a-f]{6}/iu.test(raw)
      ? raw.replaceAll('#', id)
      : raw.replace(/#(?![0-9a-f]{6})/giu, id);
  const open = named.indexOf('«');
  const close = named.indexOf('»') - 1;
  const body = named.replace(/[«»]/gu, '');
  const isHtml = flags.includes('html');
  const hasId = body.includes(id);
  const plain = flags.includes('noid') ? 'About your order' : hasId ? 'Update' : `# ${id}`;
  const subject = valueOf(flags, 'subject')?.replaceAll('_', ' ') ?? plain;
  const mark = valueOf(flags, 'mark') ?? (flags.includes('important') ? '[Important]' : null);
  const file = valueOf(flags, 'file');
  const preferred = valueOf(flags, 'pref') ?? lang;
  const completed = flags.includes('late') ? 40 : 8;
  const bodyLanguage =
    flags.some((flag) => flag.startsWith('pref=')) && !labels.has('language') ? preferred : lang;
  return {
    id: `${lang}-${number}`,
    lang: bodyLanguage,
    labels,
    slice: flags.includes('disguised') ? 'obfuscation' : flags.includes('hard') ? 'hard' : 'plain',
    span: open === -1 ? null : { part: isHtml ? 'html' : 'text', start: open, end: close },
    message: {
      subject: mark === null ? subject : `${mark} ${subject}`,
      text: isHtml ? null : body,
      html: isHtml ? body : null,
      images: [],
      attachments: file === null ? [] : [{ filename: file, contentType: typeOf(file), size: 20_000 }],
    },
    context: {
      order: {
        id,
        completedAt: new Date(SENT - completed * DAY),
        reviewRequestsSent: flags.includes('repeat') ? 1 : 0,
      },
      preferredLanguage: languageOf(preferred) ?? 'en',
      marketplaceHosts: ['marketplace.example', 'www.marketplace.example'],
      country: COUNTRY[lang] ?? 'GB',
      authorRole: 'seller',
      contactReason: reasonOf(flags),
      sentAt: new Date(SENT),
    },
  };
}

/** The sets of labelled messages; what each was written before stands at its head. */
export const HELD_OUT_SETS = [
  'held-out.txt',
  'held-out-2.txt',
  'held-out-3.txt',
  'held-out-4.txt',
  'held-out-5.txt',
  'held-out-6.txt',
] as const;

/** The labelled messages of one set, in the order of the file. */
export function readHeldOut(set: (typeof HELD_OUT_SETS)[number]): HeldOut[] {
  const messages: HeldOut[] = [];
  let lang = 'en';
  for (const line of readFileSync(new URL(set, import.meta.url), 'utf8').split('\n')) {
    if (line.startsWith('== ')) lang = line.slice(3).trim();
    else if (line.trim() !== '' && !line.startsWith('#'))
      messages.push(read(line, lang, messages.length + 1));
  }
  return messages;
}
