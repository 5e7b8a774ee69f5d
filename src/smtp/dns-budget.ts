import { DnsFailure } from './dns.ts';
import type { Dns } from './dns.ts';

export interface DnsBudget {
  /** Milliseconds for all questions of one message together. */
  readonly totalMs: number;
  /** Questions for one message: RFC 7208 §4.6.4 alone allows some hundred with MX and PTR. */
  readonly maxQuestions: number;
}

export const DNS_BUDGET: DnsBudget = { totalMs: 8000, maxQuestions: 150 };

/**
 * `dns` for one message: when the time or the number of questions is used up every further answer, and every
 * one still awaited, is ETIMEOUT, which is "try later" and never a pass (threats T15). Call `end` when done.
 */
export function budgetedDns(dns: Dns, budget: DnsBudget): Dns & { end(): void } {
  let questions = 0;
  let expired = false;
  const waiting = new Set<() => void>();
  const timer = setTimeout(() => {
    expired = true;
    for (const giveUp of waiting) giveUp();
  }, budget.totalMs);

  return {
    end: () => clearTimeout(timer),
    resolve: async (name, type) => {
      questions += 1;
      if (expired || questions > budget.maxQuestions) throw new DnsFailure('ETIMEOUT', name, type);
      const late = Promise.withResolvers<never>();
      const giveUp = (): void => late.reject(new DnsFailure('ETIMEOUT', name, type));
      waiting.add(giveUp);
      try {
        return await Promise.race([dns.resolve(name, type), late.promise]);
      } finally {
        waiting.delete(giveUp);
      }
    },
  };
}
