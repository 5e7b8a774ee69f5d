import { readSignedLink } from '#market/signed-link.ts';
import { sessionLife } from '#market/web-session.ts';
import type { AnswerTarget } from '#store/answer-link.ts';
import { findAnswerLink } from '#store/answer-link.ts';
import { tokenKeys } from '#store/seal-keys.ts';
import { beginSession, endSessions, makeSessionSecret } from '#store/web-session.ts';

import type { BegunSession, Browser } from './begin-session.ts';
import type { AccountPorts } from './ports.ts';

/**
 * What a link by which a buyer answers on the web opens; null where it is forged, of another purpose, too old or stopped.
 * Changes nothing: scanners of mail open links too (threats M6).
 */
export async function readAnswerLink(
  { database: { db }, clock, secrets }: AccountPorts,
  text: string,
): Promise<AnswerTarget | null> {
  const id = readSignedLink('answer', text, tokenKeys(secrets));
  return id === null ? null : findAnswerLink(db, id, clock.now());
}

/**
 * Begins a session that opens the link's conversation and nothing else. A link is good more than once: people come back
 * to a mail, from the telephone and from the desk.
 */
export async function acceptAnswerLink(
  { database: { db }, clock, ids }: AccountPorts,
  { key, conversationId, madeAt }: AnswerTarget,
  browser: Browser,
): Promise<BegunSession> {
  const { marketplaceId, sellerId, buyerId } = key;
  const at = clock.now();
  const id = ids.uuid();
  const secret = makeSessionSecret((length) => ids.random(length));
  return db.transaction().execute(async (tx) => {
    if (browser.oldSecret !== null)
      await endSessions(tx, { by: 'secret', secret: browser.oldSecret }, 'replaced', at);
    await beginSession(tx, {
      id,
      secret,
      owner: { kind: 'buyer', buyerId, link: { marketplaceId, sellerId, conversationId, madeAt } },
      proof: 'mail-link',
      device: browser.device,
      life: sessionLife('buyer', 'mail-link'),
      at,
    });
    return { id, secret, personId: null };
  });
}
