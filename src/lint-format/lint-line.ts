import { sayFinding } from '#locales/catalogue.ts';
import type { Finding, Place } from '#policy/finding.ts';
import type { Judgement } from '#policy/lint.ts';
import type { Message } from '#policy/message.ts';

/** What outsiders are told of one message: one line of JSON. */
export interface LintLine {
  readonly id: string | number | undefined;
  readonly verdict: Judgement['verdict'];
  readonly findings: readonly object[];
}

function lineOf(finding: Finding, place: Place, language: string): object {
  const { rule, severity, certainty, fix, suggestions } = finding;
  const message = sayFinding(language, finding) ?? '';
  const line = { rule, severity, ...place, certainty, message, guideline: finding.clause };
  return Object.assign(line, fix === null ? {} : { fix }, suggestions.length === 0 ? {} : { suggestions });
}

/** A judgement as outsiders read it, a finding at several places as several; `language` is one of the catalogue. */
export function lintLine(
  id: LintLine['id'],
  { verdict, findings }: Pick<Judgement, 'verdict' | 'findings'>,
  message: Pick<Message, 'text' | 'html'>,
  language: string,
): LintLine {
  // A finding about the message as a whole names the part that the author would change.
  const whole: Place = { part: message.text === null && message.html !== null ? 'html' : 'text' };
  const lines = findings.flatMap((finding) => {
    const places = finding.where.length === 0 ? [whole] : finding.where;
    return places.map((place) => lineOf(finding, place, language));
  });
  return { id, verdict, findings: lines };
}
