import type { Clock, MailWriter } from '#flow/ports.ts';
import { composeMail } from '#mail/compose.ts';
import { signMailAside } from '#mail/dkim-sign.ts';

/**
 * Composes here and signs in the thread pool of the runtime. That takes off the main thread what costs most: of
 * a short message an RSA-2048 signature is nine tenths of the work (`bench/compose.ts`). The signature is
 * dated now, not as the mail is: a message that waited for days is signed anew for each attempt.
 */
export function createMailWriter(clock: Clock): MailWriter {
  return { write: async (mail, key) => signMailAside(composeMail(mail), key, { now: clock.now() }) };
}
