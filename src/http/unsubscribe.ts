import type { Context } from 'hono';

import { readSignedLink } from '#market/signed-link.ts';
import { changePreference } from '#store/buyer-preference.ts';
import type { UnsubscribeTarget } from '#store/find-unsubscribe.ts';
import { findUnsubscribe } from '#store/find-unsubscribe.ts';
import { tokenKeys } from '#store/seal-keys.ts';

import type { HttpEnvironment } from './environment.ts';
import { showPage } from './page.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import type { RequestReading } from './requests.ts';
import { mediaType, readTextBody } from './requests.ts';
import type { Routes } from './routes.ts';
import { unsubscribePage } from './unsubscribe-page.ts';

/** From whom a buyer wants nothing more that isn't needed. */
type Wish = 'seller' | 'all-sellers';

/**
 * One-click unsubscribe (RFC 8058): a mailbox provider posts to the address in the List-Unsubscribe of a mail when its
 * reader presses the button, and a person who follows the address finds a page with two buttons that post the same way.
 * The button of a mail is about who wrote it: this seller. All sellers of the marketplace are one click further.
 *
 * The link is the whole authority: no session and no cookie is read or made (§3.2), so a page elsewhere has nothing to
 * borrow, and where the post comes from isn't asked. Nothing limits how often: a wish may not get lost, and each is the
 * same row. GET changes nothing, because programs follow links ahead of people (threats M6).
 */
export function unsubscribeRoutes(routes: Routes, ports: HttpPorts): void {
  routes.add('GET /unsubscribe/:link', async (c) => {
    const target = await targetOf(c, ports);
    return target === null
      ? problem(c, 'not-found')
      : showPage(c, unsubscribePage(c.get('language'), target));
  });

  routes.add('POST /unsubscribe/:link', async (c) => {
    const target = await targetOf(c, ports);
    if (target === null) return problem(c, 'not-found');
    const wish = await readWish(c);
    if (wish.kind === 'answer') return wish.response;
    const preference = await decline(target, wish.values, ports);
    return showPage(c, unsubscribePage(c.get('language'), { ...target, preference }));
  });
}

/** SECURITY: forged, of another purpose, or of nothing any more: one answer to all of them. */
async function targetOf(
  c: Context<HttpEnvironment>,
  { database, secrets }: HttpPorts,
): Promise<UnsubscribeTarget | null> {
  const id = readSignedLink('unsubscribe', c.req.param('link') ?? '', tokenKeys(secrets));
  return id === null ? null : findUnsubscribe(database.db, id);
}

/** Providers should post a form as multipart, and may as URL-encoded (RFC 8058 §3.1); our page does the latter. */
async function readWish(c: Context<HttpEnvironment>): Promise<RequestReading<Wish>> {
  const type = mediaType(c);
  if (type !== 'multipart/form-data' && type !== 'application/x-www-form-urlencoded') {
    const expected = 'multipart/form-data, application/x-www-form-urlencoded';
    return { kind: 'answer', response: problem(c, 'wrong-media-type', { expected }) };
  }
  const text = await readTextBody(c);
  if (text.kind === 'answer') return text;
  const form = await readFields(text.values, c.req.header('content-type') ?? '');
  if (form?.get('from') === 'all-sellers') return { kind: 'values', values: 'all-sellers' };
  if (form?.get('List-Unsubscribe') === 'One-Click') return { kind: 'values', values: 'seller' };
  const reason = 'must be One-Click';
  return { kind: 'answer', response: problem(c, 'not-valid', {}, [{ field: 'List-Unsubscribe', reason }]) };
}

async function readFields(body: string, type: string): Promise<FormData | null> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    return null;
  }
}

async function decline(
  { key, preference }: UnsubscribeTarget,
  wish: Wish,
  ports: HttpPorts,
): Promise<UnsubscribeTarget['preference']> {
  const { database, ids, clock } = ports;
  const outcome = await database.db.transaction().execute((tx) =>
    changePreference(tx, {
      id: ids.uuid(),
      marketplaceId: key.marketplaceId,
      buyerId: key.buyerId,
      sellerId: wish === 'seller' ? key.sellerId : null,
      declines: true,
      actor: { kind: 'buyer', id: key.buyerId, label: 'List-Unsubscribe' },
      at: clock.now(),
    }),
  );
  // What waits to be sent is stopped, and its author told (OPT 1).
  if (outcome === 'changed') ports.wake();
  return wish === 'seller' ? { ...preference, mutesSeller: true } : { ...preference, declines: true };
}
