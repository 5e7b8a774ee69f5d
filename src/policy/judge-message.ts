import type { GuidelineRecord, JudgedFinding, VerdictKind } from '#market/verdict.ts';
import type { FileFacts } from './files.ts';
import type { Finding } from './finding.ts';
import { amend } from './fixes.ts';
import type { Context, Message } from './message.ts';
import type { Ruleset } from './ruleset.ts';
import type { SpellingDictionaries } from './spelling/dictionary.ts';
import { NO_DICTIONARIES } from './spelling/dictionary.ts';
import { verdictOf } from './verdict.ts';

/** A message that waits at a door, with all that the engine may know of it. Structured-cloneable. */
export interface JudgeRequest {
  /** With HTML its text is null: a door makes the text of the HTML, and each would be found twice. */
  readonly message: Message;
  /** That text: safe fixes are applied to it too. Null without HTML. */
  readonly textOfHtml: string | null;
  readonly context: Context;
  readonly files: readonly FileFacts[];
}

/** The words of a message after its safe fixes. */
export interface AmendedWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

export interface MessageJudgement {
  readonly verdict: VerdictKind;
  readonly record: GuidelineRecord;
  /** What its words make it, whatever it calls itself; what may be sent depends on it. */
  readonly says: {
    readonly solicits: boolean;
    readonly lacksStock: boolean;
    readonly isUncritical: boolean;
  };
  /** What goes, or waits, in place of what was written; null where nothing was changed. */
  readonly amended: AmendedWords | null;
}

/** More aren't kept: nobody mends a message by its hundredth finding. */
const MAX_FINDINGS = 100;
const GRAVEST_FIRST: readonly JudgedFinding['effect'][] = ['refuse', 'hold', 'amend', 'warn'];

function judged(finding: Finding, effect: JudgedFinding['effect']): JudgedFinding {
  const { rule, clause, severity, certainty, where, quote, messageId, data } = finding;
  const clean = Object.entries(data).map(([name, value]) => [
    name,
    typeof value === 'string' ? storable(value) : value,
  ]);
  const words = { quote: storable(quote), data: Object.fromEntries(clean) as Finding['data'] };
  const replacement = replacementOf(finding);
  const judgedFinding = { rule, clause, severity, certainty, where, ...words, messageId, effect };
  return replacement === null ? judgedFinding : { ...judgedFinding, replacement: storable(replacement) };
}

/** Other words for the ones that are quoted: where one edit of the text says it all. */
function replacementOf({ where: [place], quote, suggestions: [suggestion] }: Finding): string | null {
  const [edit, ...more] = suggestion?.edits ?? [];
  if (edit === undefined || more.length > 0 || place === undefined || edit.part !== 'text') return null;
  const isQuoted =
    edit.start === place.start && edit.end === place.end && edit.end - edit.start === quote.length;
  return isQuoted && place.part === 'text' ? edit.text : null;
}

/** A quote may end within a character; JSON in the database takes neither half ones nor NUL. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

function kept(findings: readonly JudgedFinding[]): readonly JudgedFinding[] {
  if (findings.length <= MAX_FINDINGS) return findings;
  return GRAVEST_FIRST.flatMap((effect) => findings.filter((finding) => finding.effect === effect)).slice(
    0,
    MAX_FINDINGS,
  );
}

/**
 * Judges a message as a door does: by the ruleset, with its safe fixes where it allows them. What is refused is
 * kept as it was written; what goes or waits for a person is kept as it will go.
 */
export function judgeMessage(
  request: JudgeRequest,
  ruleset: Ruleset,
  dictionaries: SpellingDictionaries = NO_DICTIONARIES,
): MessageJudgement {
  const { message, context, files } = request;
  const amends = (rule: string): boolean => ruleset.settings.get(rule)?.amend === true;
  const effectOf = (finding: Finding): JudgedFinding['effect'] => {
    const effect = verdictOf(finding, amends);
    return effect === 'permit' ? 'warn' : effect;
  };
  const {
    applied,
    judgement,
    before,
    message: after,
  } = amend(message, context, ruleset, files, dictionaries);
  const record = (
    findings: readonly JudgedFinding[],
    changed: GuidelineRecord['before'],
  ): GuidelineRecord => ({
    ruleset: judgement.ruleset,
    findings: kept(findings),
    solicits: judgement.solicits,
    before: changed,
  });
  const { solicits, lacksStock, isUncritical } = judgement;
  const says = { solicits, lacksStock, isUncritical };
  // What is still to be amended after all rounds can't be: that counts as a breach like any other.
  if (judgement.verdict === 'refuse' || judgement.verdict === 'amend') {
    const findings = before.findings.map((finding) => judged(finding, effectOf(finding)));
    return { verdict: 'refuse', record: record(findings, {}), says, amended: null };
  }
  const findings = [
    ...applied.map((finding) => judged(finding, 'amend')),
    ...judgement.findings.map((finding) => judged(finding, effectOf(finding))),
  ];
  if (applied.length === 0)
    return { verdict: judgement.verdict, record: record(findings, {}), says, amended: null };
  const amended = amendedWords(request, after, ruleset);
  const changed = {
    ...(amended.subject === message.subject ? {} : { subject: message.subject }),
    ...(message.text === null || amended.text === message.text ? {} : { text: message.text }),
    ...(message.html === null || amended.html === message.html ? {} : { html: message.html }),
  };
  return {
    verdict: judgement.verdict === 'hold' ? 'hold' : 'amend',
    record: record(findings, changed),
    says,
    amended,
  };
}

function amendedWords({ textOfHtml, context }: JudgeRequest, after: Message, ruleset: Ruleset): AmendedWords {
  const text =
    textOfHtml === null
      ? after.text
      : amend({ ...after, text: textOfHtml, html: null }, context, ruleset).message.text;
  return { subject: after.subject, text: text ?? '', html: after.html };
}
