import type { MailComplaint, UnreadableReason } from './received-mail.ts';

/** Enough to see what is wrong with a message; an attacker could make a million. */
const MOST_COMPLAINTS = 100;
const LONGEST_DETAIL = 120;

/** Collects what was put up with; each code and detail once. */
export interface Complaints {
  add(code: string, detail?: string): void;
  readonly all: readonly MailComplaint[];
}

export function collectComplaints(): Complaints {
  const all: MailComplaint[] = [];
  const seen = new Set<string>();
  return {
    all,
    add(code, detail = '') {
      const short = detail
        .slice(0, LONGEST_DETAIL)
        .toWellFormed()
        .replace(/\p{C}+/gu, ' ');
      const key = `${code} ${short}`;
      if (all.length >= MOST_COMPLAINTS || seen.has(key)) return;
      seen.add(key);
      all.push({ code, detail: short });
    },
  };
}

/** The one outcome that ends the reading at once; thrown and caught within the reader, never seen outside. */
export class Unreadable extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
