/**
 * How long a message may wait for a person: two days. What nobody decided by then is refused, so that its author knows
 * where they stand (relay paper, section 13: until when at the latest).
 */
export const HOLD_LIFETIME_MS = 48 * 3_600_000;
