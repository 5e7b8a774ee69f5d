/** What is done with a message, always with its reasons (requirements section 0). */
export type VerdictKind = 'permit' | 'amend' | 'hold' | 'refuse';

/** One reason that a person can read: a key of the catalogue's `refusal.` or `obstacle.` family with its values. */
export interface VerdictReason {
  readonly code: string;
  readonly detail: string;
  /** What else its sentence names; dates as `2026-12-22`. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** A finding of a guideline's rule as it is kept with the message; the words are made when somebody reads it. */
export interface JudgedFinding {
  readonly rule: string;
  readonly clause: string;
  readonly severity: 'block' | 'warn';
  readonly certainty: 'sure' | 'likely' | 'review';
  /** UTF-16 offsets into the part, as it stood when the rule read it; empty: the message as a whole. */
  readonly where: readonly {
    readonly part: 'subject' | 'text' | 'html' | 'attachment' | 'image';
    readonly index?: number;
    readonly start?: number;
    readonly end?: number;
  }[];
  /** The author's own words at the first place. */
  readonly quote: string;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** What may stand in place of the quoted words, where the rule knows. */
  readonly replacement?: string;
  /** What it came to: `warn` stands beside a message that goes; `amend` was mended. */
  readonly effect: 'warn' | 'amend' | 'hold' | 'refuse';
}

/** What the guidelines said of a message, by which ruleset, and how it stood before it was mended. */
export interface GuidelineRecord {
  /** `name@version`. */
  readonly ruleset: string;
  readonly findings: readonly JudgedFinding[];
  /** It asks for a review or feedback: an order may get one such message (ORDER 6). */
  readonly solicits: boolean;
  /** The parts that safe fixes changed, as their author wrote them. */
  readonly before: { readonly subject?: string; readonly text?: string; readonly html?: string };
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly reasons: readonly VerdictReason[];
  /** Absent: the guidelines weren't asked (buyers' messages, automatic mail), or by an older release. */
  readonly guidelines?: GuidelineRecord;
}

export const PERMIT: Verdict = { kind: 'permit', reasons: [] };

const SEVERITY: readonly VerdictKind[] = ['permit', 'amend', 'hold', 'refuse'];

/** Several verdicts together: the most severe, with the reasons of all. */
export function combineVerdicts(verdicts: readonly Verdict[]): Verdict {
  const worst = Math.max(0, ...verdicts.map(({ kind }) => SEVERITY.indexOf(kind)));
  const guidelines = verdicts.find((verdict) => verdict.guidelines !== undefined)?.guidelines;
  return {
    kind: SEVERITY[worst] ?? 'permit',
    reasons: verdicts.flatMap(({ reasons }) => reasons),
    ...(guidelines === undefined ? {} : { guidelines }),
  };
}
