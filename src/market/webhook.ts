import { createHmac } from 'node:crypto';

// Webhooks after the Standard Webhooks specification 1.0.0 (standardwebhooks.com): its header fields, secrets, signatures.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long one delivery is tried for. */
export const WEBHOOK_LIFETIME_MS = 72 * HOUR;
/** How long the secret before a new one signs too, so that receivers can change over. */
export const OLD_SECRET_MS = 24 * HOUR;
/** How long the log of deliveries is kept. */
export const WEBHOOK_LOG_MS = 30 * 24 * HOUR;
export const MOST_WEBHOOKS = 10;

/** After the first attempt, the second …: the specification's schedule, cut at three days. */
const INTERVALS_MS = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
] as const;
const LAST_INTERVAL_MS = 24 * HOUR;
/** A receiver may ask for more time (Retry-After), but not for ever. */
const MOST_ASKED_MS = 24 * HOUR;

/** What came of one attempt. */
export type WebhookAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'failed'; readonly failure: WebhookFailure };

/** Why there was no answer: a closed list, each with its sentence in the catalogue. */
export const WEBHOOK_FAILURES = [
  'name-unknown',
  'inside-address',
  'connection-refused',
  'connection-lost',
  'certificate',
  'timed-out',
] as const;
export type WebhookFailure = (typeof WEBHOOK_FAILURES)[number];

export type WebhookSettlement =
  | { readonly kind: 'delivered' }
  /** The receiver is gone for good (410): nothing more is sent there. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'retry'; readonly at: Date };

export interface WebhookAttempt {
  /** This one included. */
  readonly attemptCount: number;
  readonly now: Date;
  readonly expiresAt: Date;
  /** In [0, 1): ±10 %, so that an outage doesn't end in one burst. */
  readonly jitter: number;
}

/** (answer, facts) → what becomes of the delivery. A redirect is no delivery: it would lead past the check of the address. */
export function settleWebhook(
  answer: WebhookAnswer,
  { attemptCount, now, expiresAt, jitter }: WebhookAttempt,
): WebhookSettlement {
  if (answer.kind === 'answered') {
    if (answer.status >= 200 && answer.status < 300) return { kind: 'delivered' };
    if (answer.status === 410) return { kind: 'gone' };
  }
  if (now >= expiresAt) return { kind: 'expired' };
  const interval = (INTERVALS_MS[attemptCount - 1] ?? LAST_INTERVAL_MS) * (0.9 + 0.2 * jitter);
  const asked = answer.kind === 'answered' ? Math.min(answer.retryAfterMs ?? 0, MOST_ASKED_MS) : 0;
  const next = now.getTime() + Math.round(Math.max(interval, asked));
  // The last try falls on the deadline itself.
  return { kind: 'retry', at: new Date(Math.min(next, expiresAt.getTime())) };
}

const SECRET_PREFIX = 'whsec_';
/** The specification asks for 24 to 64. */
const SECRET_BYTES = 32;

/** A new secret as its owner copies it. */
export function makeWebhookSecret(random: (length: number) => Uint8Array): string {
  return SECRET_PREFIX + Buffer.from(random(SECRET_BYTES)).toString('base64');
}

/** `webhook-signature`: one signature for each secret, the newest first. `timestamp`: seconds since 1970. */
export function signWebhook(
  secrets: readonly string[],
  { id, timestamp, payload }: { readonly id: string; readonly timestamp: number; readonly payload: string },
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64')}`;
    })
    .join(' ');
}

/** Why an address can't be told: a closed list, each with its sentence in the catalogue. */
export type WebhookUrlFault =
  | 'not-a-url'
  | 'not-https'
  | 'holds-credentials'
  | 'name-unknown'
  | 'inside-address';

const LONGEST_URL = 2000;

/**
 * The address behind the text, by its form alone; where it leads is checked when it is used. `allowsHttp` for test
 * benches: what is signed isn't secret, and yet names what happened.
 */
export function readWebhookUrl(
  text: string,
  { allowsHttp }: { readonly allowsHttp: boolean },
): { readonly url: URL } | { readonly fault: WebhookUrlFault } {
  if (text.length > LONGEST_URL || !URL.canParse(text)) return { fault: 'not-a-url' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowsHttp && url.protocol === 'http:')) return { fault: 'not-https' };
  if (url.username !== '' || url.password !== '') return { fault: 'holds-credentials' };
  url.hash = '';
  return { url };
}
