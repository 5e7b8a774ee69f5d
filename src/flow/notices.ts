import { isDeepStrictEqual } from 'node:util';

import type { CleanFile, ContentNoteCode } from '#mail/authored-content.ts';
import type { Notice, NoticeFinding, NoticeQuote, NoticeReason } from '#market/message.ts';
import type { Pack } from '#market/pack.ts';
import type { Relationship } from '#market/relationship.ts';
import type { JudgedFinding, Verdict, VerdictReason } from '#market/verdict.ts';

import { filePlaces } from './guidelines.ts';
import { adviceOf } from './judge-sending.ts';
import type { Submission } from './submission.ts';

/** Changes that the author has to know of: what they wrote isn't what arrived. The rest is in the message centre. */
const TOLD_BY_MAIL: ReadonlySet<ContentNoteCode> = new Set(['address-replaced', 'outsiders-copied']);

/** What mail programs put around an author's words by themselves (requirements 12.1). */
const BY_MAIL_PROGRAMS: ReadonlySet<string> = new Set([
  'font-sizes',
  'line-breaks',
  'margin-width',
  'style-override',
  'text-align',
]);

/** Kinds of findings in one notice; who mends these hears of the others next time. */
const MOST_FINDINGS = 20;
const MOST_QUOTES = 5;

/**
 * A refused message always gets its own notice (relay paper, section 13), and one that waits for a person one that
 * says until when. Null where nothing was refused.
 */
export function refusalNotice(
  submission: Submission,
  verdict: Verdict,
  orderId: string | null,
  pack: Pack,
  heldUntil: Date | null,
): Notice | null {
  const { kind } = verdict;
  if (kind !== 'refuse' && kind !== 'hold') return null;
  return {
    ...about(submission, orderId),
    kind: kind === 'refuse' ? 'refused' : 'held',
    reasons: noticeReasons('refusal', verdict.reasons),
    advice: noticeReasons(
      'advice',
      adviceOf(verdict, pack, languageOf(submission.relationship, submission.author)),
    ),
    // What a refused message has of both kinds is named together: its author mends it once.
    findings: noticeFindings(
      verdict,
      kind === 'refuse' ? ['refuse', 'hold'] : ['hold'],
      submission.content.files,
    ),
    values: heldUntil === null ? {} : { until: heldUntil.toISOString() },
  };
}

/** Codes as keys of the catalogue. */
export function noticeReasons(
  family: 'refusal' | 'advice',
  reasons: readonly VerdictReason[],
): readonly NoticeReason[] {
  return reasons.map(({ code, ...values }) => ({ code: `${family}.${code}`, ...values }));
}

/**
 * What was changed on the way: a buyer whose address was replaced in their text is told (ALIAS 3), and a seller what
 * safe fixes did. Null where there is nothing to tell.
 */
export function changeNotice(
  submission: Submission,
  verdict: Verdict,
  orderId: string | null,
): Notice | null {
  const told = submission.content.notes.filter(({ code }) => TOLD_BY_MAIL.has(code));
  const findings = noticeFindings(verdict, ['amend'], submission.content.files);
  if (told.length === 0 && findings.length === 0) return null;
  return {
    ...about(submission, orderId),
    kind: 'changed',
    reasons: told.map(({ code, detail }) => ({ code: `note.${code}`, detail })),
    findings,
    values: {},
  };
}

/** Whether safe fixes changed more than what mail programs put there by themselves. */
export function isWorthANotice({ guidelines }: Verdict): boolean {
  return (
    guidelines?.findings.some(({ effect, rule }) => effect === 'amend' && !BY_MAIL_PROGRAMS.has(rule)) ===
    true
  );
}

/** The findings that came to one of `effects`, places of the same kind together; `files`: those of the message. */
export function noticeFindings(
  { guidelines }: Verdict,
  effects: readonly JudgedFinding['effect'][],
  files: readonly Pick<CleanFile, 'name' | 'contentId'>[],
): readonly NoticeFinding[] {
  const places = filePlaces(files);
  const nameOf: NameOfFile = ({ part, index }) =>
    places.find((place) => place.part === part && place.index === index)?.file.name;
  const kinds = new Map<string, NoticeFinding>();
  for (const finding of guidelines?.findings ?? []) {
    if (!effects.includes(finding.effect)) continue;
    const { rule, messageId, data } = finding;
    const key = JSON.stringify([rule, messageId, data]);
    const quotes = [...(kinds.get(key)?.quotes ?? [])];
    for (const place of quotesOf(finding, nameOf)) {
      const isNew = !quotes.some((other) => isDeepStrictEqual(other, place));
      if (isNew && quotes.length < MOST_QUOTES) quotes.push(place);
    }
    kinds.set(key, { rule, messageId, data, quotes });
  }
  return [...kinds.values()].slice(0, MOST_FINDINGS);
}

type NameOfFile = (place: JudgedFinding['where'][number]) => string | undefined;

/** The words at the first place, and every file that is named; a file's words are what was read in it. */
function quotesOf({ where, quote }: JudgedFinding, nameOf: NameOfFile): readonly NoticeQuote[] {
  const quotes: NoticeQuote[] = [];
  for (const [at, place] of where.entries()) {
    const words = at === 0 && quote.trim() !== '' ? quote : '';
    if (place.part === 'attachment' || place.part === 'image') {
      const file = nameOf(place);
      if (file !== undefined) quotes.push({ part: 'file', quote: words, file });
    } else if (words !== '')
      quotes.push({ part: place.part === 'subject' ? 'subject' : 'text', quote: words });
  }
  return quotes;
}

export function languageOf({ seller, buyer }: Relationship, side: Submission['author']): string {
  return side === 'buyer' ? buyer.language : seller.language;
}

function about(
  submission: Submission,
  orderId: string | null,
): Omit<Notice, 'kind' | 'reasons' | 'findings' | 'values'> {
  return {
    language: languageOf(submission.relationship, submission.author),
    orderId,
    subject: submission.subject,
    sentAt: submission.receivedAt.toISOString(),
    answersRfcId: submission.authorRfcId,
  };
}
