import { scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt (RFC 7914) with N=2^15, r=8, p=3: one of the settings that OWASP's password storage sheet gives, and the
 * one that takes 32 MB. Node's argon2 is newer than some of the Node 24 that run us.
 */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const OCTETS = 32;
const SALT_OCTETS = 16;
/** 128·N·r and some more: Node refuses what needs over 32 MB unless it is told. */
const MOST_MEMORY = 64 * 1024 * 1024;

const WRITTEN =
  /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/=]{20,60})\$([A-Za-z0-9+/=]{40,100})$/u;

function derive(
  password: string,
  salt: Uint8Array,
  { N, r, p }: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFC: the same letters from another keyboard are the same password (NIST SP 800-63B §3.1.1.2).
    scrypt(password.normalize('NFC'), salt, OCTETS, { N, r, p, maxmem: MOST_MEMORY }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** At most so many at once: each takes 32 MB and a thread of the pool that files and look-ups share. */
const AT_ONCE = 2;
const MOST_WAITING = 50;
let running = 0;
const waiting: (() => void)[] = [];

/** Too many sign-ins at once; whoever asks again in a moment is let in. */
export class PasswordsBusyError extends Error {
  constructor() {
    super('too many passwords are being checked');
    this.name = 'PasswordsBusyError';
  }
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw new PasswordsBusyError();
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** A password as it is kept: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(
  password: string,
  random: (length: number) => Uint8Array,
): Promise<string> {
  const salt = random(SALT_OCTETS);
  const key = await inTurn(() => derive(password, salt, COST));
  const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64');
  return ['scrypt', COST.N, COST.r, COST.p, base64(salt), base64(key)].join('$');
}

/** Nobody's: what is compared with where there is nothing to compare with. */
const NOBODYS = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}==$${'A'.repeat(43)}=`;

/**
 * Whether this is the password. SECURITY: takes as long for somebody who has none, or isn't here at all (`kept`
 * null), so that the time of an answer doesn't say who has an account.
 */
export async function verifyPassword(password: string, kept: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = WRITTEN.exec(kept ?? NOBODYS) ?? [];
  if (N === undefined) throw new Error('a kept password is of no kind that we know');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await inTurn(() => derive(password, Buffer.from(salt, 'base64'), cost));
  return timingSafeEqual(derived, Buffer.from(key, 'base64')) && kept !== null;
}

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

/** The beginnings of what people type when they are asked for twelve characters. */
const COMMON = [
  'password',
  'passwort',
  'wachtwoord',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'letmein',
  'iloveyou',
  'administrator',
  'welcome',
  'willkommen',
  'welkom',
  'changeme',
  '1q2w3e4r',
  'abcdefgh',
  'parley',
];

export type PasswordFault = 'too-short' | 'too-long' | 'easy-to-guess';

function isRun(text: string): boolean {
  const steps = new Set<number>();
  for (let index = 1; index < text.length; index += 1)
    steps.add(text.charCodeAt(index) - text.charCodeAt(index - 1));
  return steps.size === 1;
}

/**
 * What is wrong with a new password; null where nothing is (NIST SP 800-63B §3.1.1.2: length, and none of those that
 * are tried first; no rules about kinds of characters). `about` are words of its owner: name and address.
 */
export function passwordFault(password: string, about: readonly string[]): PasswordFault | null {
  const length = Array.from(password).length;
  if (length < SHORTEST_PASSWORD) return 'too-short';
  if (length > LONGEST_PASSWORD) return 'too-long';
  const folded = password.toLowerCase();
  if (new Set(folded).size < 5 || isRun(folded)) return 'easy-to-guess';
  const digits = folded.replaceAll(/[^\d]/gu, '');
  if (digits.length === folded.length && isRun(digits.slice(0, 9))) return 'easy-to-guess';
  const ofOwner = about.map((text) => text.toLowerCase());
  const words = [...COMMON, ...ofOwner, ...ofOwner.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))];
  // What is left when one guessable word is taken out has to be worth something by itself.
  const isMostlyKnown = words.some(
    (word) => word.length >= 4 && folded.includes(word) && folded.replace(word, '').length < 8,
  );
  return isMostlyKnown ? 'easy-to-guess' : null;
}
