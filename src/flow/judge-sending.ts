import { packLanguage } from '#market/pack.ts';
import type { Pack } from '#market/pack.ts';
import type { Obstacle } from '#market/obstacle.ts';
import type { Sending } from '#market/sending.ts';
import type { Verdict, VerdictReason } from '#market/verdict.ts';
import { PERMIT } from '#market/verdict.ts';

import type { GuidelineAnswer } from './guidelines.ts';

/** Steps against a seller have a verdict of their own, with their end. */
const STEPS: ReadonlySet<Obstacle['code']> = new Set(['messaging-suspended', 'templates-only']);

function reasonOf({ code, values }: Obstacle, sending: Sending, name: string): VerdictReason {
  if (code !== 'opted-out') return { code, detail: '', values };
  // REASON 4: which of the two causes it was.
  return sending.reason === null || sending.isMisuse
    ? { code: 'opted-out', detail: '' }
    : { code: 'reason-not-needed', detail: name };
}

/** Obstacles that a guideline speaks of too: its finding says more of them, and they are told once (12.2). */
const RULES: ReadonlyMap<Obstacle['code'], string> = new Map([
  ['completed-too-long-ago', 'late-contact'],
  ['solicited-already', 'review-repeat'],
]);

function isTold({ code }: Obstacle, guidelines: GuidelineAnswer | null): boolean {
  if (STEPS.has(code)) return true;
  const findings = guidelines?.kind === 'judged' ? guidelines.judgement.record.findings : [];
  return findings.some(({ rule, effect }) => effect === 'refuse' && rule === RULES.get(code));
}

/** Refuses what may not be sent at all, with everything that stands against it. */
export function judgeSending(
  sending: Sending | null,
  guidelines: GuidelineAnswer | null,
  pack: Pack,
  language: string,
): Verdict {
  const found = sending?.obstacles.filter((item) => !isTold(item, guidelines)) ?? [];
  if (sending === null || found.length === 0) return PERMIT;
  const texts = pack.texts.get(packLanguage(pack, language))?.reasons.get(sending.reason?.id ?? '');
  const name = texts?.name ?? '';
  return { kind: 'refuse', reasons: found.map((item) => reasonOf(item, sending, name)) };
}

/** Codes of verdicts by which an opt-out stops a message. */
export const OPT_OUT_CODES: ReadonlySet<string> = new Set(['opted-out', 'reason-not-needed']);

/**
 * What the author of a message that an opt-out stopped can do: nothing comes of having tried (OPT 4), and where the
 * order can't be completed without it, the word or a critical reason lets it pass (REASON 5, 6).
 */
export function adviceOf(verdict: Verdict, pack: Pack, language: string): readonly VerdictReason[] {
  if (!verdict.reasons.some(({ code }) => OPT_OUT_CODES.has(code))) return [];
  const words =
    pack.critical.words.get(packLanguage(pack, language)) ?? [...pack.critical.words.values()][0] ?? [];
  const [word] = words;
  const critical: VerdictReason =
    pack.critical.wordSuffices && word !== undefined
      ? { code: 'critical-word', detail: `[${word}]` }
      : { code: 'critical-reason', detail: '' };
  return [critical, { code: 'no-penalty', detail: '' }];
}
