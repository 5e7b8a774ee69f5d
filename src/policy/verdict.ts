import type { Finding } from './finding.ts';

/**
 * `permit`: goes as it is (warnings may stand beside it). `amend`: goes with safe changes that the author is told of.
 * `hold`: a person decides. `refuse`: comes back with its findings.
 */
export type Verdict = 'permit' | 'amend' | 'hold' | 'refuse';

const weight: Readonly<Record<Verdict, number>> = { permit: 0, amend: 1, hold: 2, refuse: 3 };

/** What one finding asks for, for itself. `amends` says for which rules the ruleset applies safe fixes. */
export function verdictOf(
  finding: Pick<Finding, 'rule' | 'severity' | 'certainty' | 'fix'>,
  amends: (rule: string) => boolean,
): Verdict {
  if (finding.severity === 'warn') return 'permit';
  if (finding.certainty === 'review') return 'hold';
  return finding.fix !== null && amends(finding.rule) ? 'amend' : 'refuse';
}

/** The gravest of what the findings ask for. `amends` says for which rules the ruleset applies safe fixes. */
export function decideVerdict(findings: readonly Finding[], amends: (rule: string) => boolean): Verdict {
  let verdict: Verdict = 'permit';
  for (const finding of findings) {
    const asked = verdictOf(finding, amends);
    if (weight[asked] > weight[verdict]) verdict = asked;
  }
  return verdict;
}
