import {
  PHRASES,
  alternatives,
  column,
  folded,
  lastPhrase,
  opensWithPhrase,
  phraseIndex,
} from './vocabulary.ts';

/**
 * How sure it is that a line is the one above a quotation ("On … NAME wrote:").
 * `certain`: it stands for itself, even where the original below bears no `>`.
 * `with-quote`: only if a quotation follows at once.
 */
export type AttributionStrength = 'certain' | 'with-quote';

/** Longer than any attribution seen; bounds the work per line. */
export const ATTRIBUTION_LENGTH = 500;

const ADDRESS = /[^\s<>()[\]@]{1,80}@[^\s<>()[\]@]{1,255}/u;
const BRACKETED_ADDRESS =
  /[<([\uFF08\uFF1C]\s?(?:mailto:)?[^\s<>()[\]@]{1,80}@[^\s<>()[\]@]{1,255}\s?(?:[>)\]\uFF09\uFF1E]|$)/u;
const DATE =
  /(?<!\d)(?:(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}(?!\d)|\d{1,2}\s?[月월]\s?\d{1,2})/u;
const TIME =
  /(?<![\d.:])\d{1,2}(?:[:h.時时시]\s?\d{2}(?![\d.]|\s?[./]\s?\d{2})|\s?(?:[ap]\.?\s?m\b|uhr\b))/iu;

// What no person types: old Gmail's "2016-03-03 17:21 GMT+01:00 NAME" and "2013/7/20 NAME <address>".
const MACHINE_DATE_AND_NAME = /^\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d \S.{0,100}$/u;
const DATE_FIRST_ADDRESS_LAST =
  /^\d{4}[-/]\d{1,2}[-/]\d{1,2} .{0,200}[<(][^\s<>()@]{1,80}@[^\s<>()@]{1,255}[>)]$/u;

const VERBS = phraseIndex(column('wrote'));
const LEADS = column('lead');
const VERBS_BEFORE_NAMES = new Set(
  PHRASES.filter((row) => row.nameAfterVerb === true).flatMap((row) => alternatives(row.wrote)),
);
const SELF = new Set(column('self'));

/** Two sentences: running text, not an attribution. */
const SENTENCE_BREAK = /\p{Ll}{4}[.!?] \p{Lu}/u;

interface Evidence {
  readonly any: boolean;
  /** What people seldom write by hand. */
  readonly strong: boolean;
  /** Needs no verb. */
  readonly complete: boolean;
  readonly bracketedAddress: boolean;
}

function evidenceIn(text: string): Evidence {
  const date = DATE.test(text);
  const time = TIME.test(text);
  const bracketedAddress = BRACKETED_ADDRESS.test(text);
  return {
    any: date || time || ADDRESS.test(text),
    strong: bracketedAddress || (date && time),
    complete: bracketedAddress && date && time,
    bracketedAddress,
  };
}

const words = (text: string): string[] => text.split(/[\s,"'“”„«»()]+/u).filter((word) => word !== '');

interface Verb {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

function lastVerb(core: string): Verb | null {
  const lower = folded(core);
  const place = lastPhrase(lower, VERBS);
  if (place === null) return null;
  const end = place.index + place.phrase.length;
  return { text: place.phrase, before: lower.slice(0, place.index), after: lower.slice(end) };
}

/**
 * The places a verb takes in an attribution: last; before the date alone ("NAME schrieb am DATE Uhr:"); between
 * date and name ("Am DATE schrieb NAME:"). "On 5 May I wrote to you about:" has none of these shapes.
 */
function hasShape(verb: Verb): boolean {
  const after = words(verb.after.replaceAll(/[.:\s)]+$/gu, ''));
  const before = words(verb.before);
  if (SELF.has(before.at(-1) ?? '') || SELF.has(after[0] ?? '')) return false;
  if (after.length === 0) return before.length > 0;
  if (after.length > 14) return false;
  if (DATE.test(verb.after) && before.length <= 10) return true;
  return VERBS_BEFORE_NAMES.has(verb.text) && evidenceIn(verb.before).any && after.length <= 10;
}

function withoutFrame(text: string): { core: string; terminated: boolean } {
  const unescaped = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  const framed = /^[-_]{2,} ?(.*?) ?[-_]{2,}$/u.exec(unescaped);
  if (framed !== null) return { core: framed[1] ?? '', terminated: true };
  const colon = /\s?[:\uFF1A]\s?$/u.exec(unescaped);
  return colon === null
    ? { core: unescaped, terminated: false }
    : { core: unescaped.slice(0, colon.index), terminated: true };
}

/**
 * Judges the text of a line, or of a few lines joined by blanks. It looks for a verb of the table in one of its
 * places and for a date, a time and an address, which programs write and people seldom do; date, time and
 * bracketed address before a colon are enough in any language.
 */
export function attributionStrength(text: string): AttributionStrength | null {
  if (text.length > ATTRIBUTION_LENGTH) return null;
  const { core, terminated } = withoutFrame(text);
  return terminated ? strengthOfCore(core) : strengthOfMachineForm(core);
}

function strengthOfMachineForm(core: string): AttributionStrength | null {
  if (MACHINE_DATE_AND_NAME.test(core)) return 'certain';
  return DATE_FIRST_ADDRESS_LAST.test(core) ? 'with-quote' : null;
}

function strengthOfCore(core: string): AttributionStrength | null {
  const verb = lastVerb(core);
  // Without a verb it takes an address, among other things.
  if (verb === null ? !core.includes('@') : !hasShape(verb)) return null;
  const evidence = evidenceIn(core);
  if (!evidence.bracketedAddress && SENTENCE_BREAK.test(core)) return null;
  if (evidence.complete) return 'certain';
  if (verb === null) return null;
  if (evidence.strong) return 'certain';
  return evidence.any || words(core).length <= 8 ? 'with-quote' : null;
}

/** Quick test of a line: whether an attribution may end with it. */
export function mayCloseAttribution(plain: string): boolean {
  switch (plain.charCodeAt(plain.length - 1)) {
    case 0x3a: // :
    case 0xff_1a: // the full-width colon
    case 0x5f: // _
    case 0x2d: // -
    case 0x3e: // >
      return true;
    default: {
      const first = plain.charCodeAt(0);
      return first >= 0x30 && first <= 0x39 && /^\d{4}[-/]\d/u.test(plain);
    }
  }
}

/**
 * True for a line that an unknown language's attribution may be: a single line before a quotation, ended by a
 * colon, with a date and a time or an address.
 */
export function isLikelyAttribution(text: string): boolean {
  const { core, terminated } = withoutFrame(text);
  return terminated && core.length <= 200 && evidenceIn(core).strong && !SENTENCE_BREAK.test(core);
}

/** Whether a line opens with a lead word: "On", "Am", "Le". */
export function opensWithLead(plain: string): boolean {
  return opensWithPhrase(folded(plain.slice(0, 40)), LEADS);
}

/** Whether a line opens as an attribution does: with a lead word or a date. */
export function opensAttribution(plain: string): boolean {
  return opensWithLead(plain) || DATE.test(plain.slice(0, 40)) || /^[-_]{2,} ?\p{L}/u.test(plain);
}
