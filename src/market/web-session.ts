/** How somebody showed who they are, as sessions and the audit log name it. */
export type SessionProof =
  | 'password'
  | 'password+code'
  | 'password+recovery-code'
  | 'password+passkey'
  | 'passkey'
  | 'openid'
  | 'invitation'
  | 'hand-off'
  | 'mail-link'
  | 'demo';

/** Why a session is no more, beside running out. */
export type SessionEndCause =
  | 'signed-out'
  | 'ended'
  | 'replaced'
  | 'password-changed'
  | 'deactivated'
  | 'link-stopped';

export interface SessionLife {
  /** Without a request for so long the session is over. */
  readonly idleSeconds: number;
  /** However much it is used, after so long it is over. */
  readonly seconds: number;
}

const HOUR = 3600;

/**
 * How long sessions live. Who can see everybody's messages signs in each day; a seller's people once a week; a
 * link in a mail opens a door for the length of an answer, since mail programs keep links for ever.
 */
export function sessionLife(kind: 'seller' | 'buyer' | 'operator', proof: SessionProof): SessionLife {
  if (proof === 'mail-link') return { idleSeconds: HOUR, seconds: 12 * HOUR };
  switch (kind) {
    case 'operator':
      return { idleSeconds: 2 * HOUR, seconds: 12 * HOUR };
    case 'seller':
      return { idleSeconds: 24 * HOUR, seconds: 7 * 24 * HOUR };
    case 'buyer':
      return { idleSeconds: 2 * HOUR, seconds: 24 * HOUR };
  }
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\//u, 'Edge'],
  [/\bOPR\//u, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//u, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//u, 'Chrome'],
  [/\bSafari\//u, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/u, 'iPhone'],
  [/\biPad\b/u, 'iPad'],
  [/\bAndroid\b/u, 'Android'],
  [/\bWindows\b/u, 'Windows'],
  [/\bMac OS X\b/u, 'macOS'],
  [/\bCrOS\b/u, 'ChromeOS'],
  [/\bLinux\b/u, 'Linux'],
];

const LONGEST_HEADER = 500;

/** A browser as its owner would call it, `Firefox, Windows`: enough to find one's own sessions by. Empty where unknown. */
export function deviceName(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, LONGEST_HEADER);
  const nameIn = (table: typeof BROWSERS): string[] =>
    table
      .filter(([pattern]) => pattern.test(text))
      .map(([, name]) => name)
      .slice(0, 1);
  return [...nameIn(BROWSERS), ...nameIn(SYSTEMS)].join(', ');
}
