import { composeMail } from './compose.ts';
import { signMail } from './dkim-sign.ts';
import type { SigningTime } from './dkim-sign.ts';
import type { OutgoingMail, SigningKey } from './outgoing-mail.ts';

/** Composes and signs in one go: a pure function of cloneable values, for a worker. Throws as its parts do. */
export function composeAndSign(mail: OutgoingMail, key: SigningKey, time: SigningTime): Uint8Array {
  return signMail(composeMail(mail), key, time);
}
