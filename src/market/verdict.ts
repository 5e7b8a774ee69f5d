/** What is done with a message, always with its reasons (requirements section 0). */
export type VerdictKind = 'permit' | 'amend' | 'hold' | 'refuse';

/** One reason that a person can read: a key of the catalogue's `refusal.` family with its detail. */
export interface VerdictReason {
  readonly code: string;
  readonly detail: string;
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly reasons: readonly VerdictReason[];
}

export const PERMIT: Verdict = { kind: 'permit', reasons: [] };

const SEVERITY: readonly VerdictKind[] = ['permit', 'amend', 'hold', 'refuse'];

/** Several verdicts together: the most severe, with the reasons of all. */
export function combineVerdicts(verdicts: readonly Verdict[]): Verdict {
  const worst = Math.max(0, ...verdicts.map(({ kind }) => SEVERITY.indexOf(kind)));
  return { kind: SEVERITY[worst] ?? 'permit', reasons: verdicts.flatMap(({ reasons }) => reasons) };
}
