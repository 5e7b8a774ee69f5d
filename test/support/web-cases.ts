import assert from 'node:assert/strict';

import { mailWithFiles } from './mail-with-files.ts';
import { hollowPng } from './made-files.ts';
import { sendLetter } from './test-relay.ts';
import type { CentreTrade, WebCentre } from './web-centre.ts';
import { SHOP } from './web-centre.ts';

/** What a message says that waits for a person. */
export const HELD_WORDS = 'im Anhang finden Sie, wonach Sie gefragt haben';

/** Sends a message of the shop's with a picture that nobody can read; resolves when it waits for a person. */
async function sendHeld({ mailPort, demo }: WebCentre, trade: CentreTrade): Promise<void> {
  const bytes = hollowPng(20_000, 20_000);
  const raw = mailWithFiles({
    from: SHOP,
    to: trade.buyerAlias,
    subject: `Bestellung ${trade.orderId}`,
    text: `Guten Tag,\n${HELD_WORDS}. Passt der Termin am Montag?`,
    files: [{ name: 'garantie.png', type: 'image/png', bytes }],
  });
  const answer = await sendLetter(mailPort, { from: SHOP, to: trade.buyerAlias, raw });
  assert.match(answer, /^250/u);
  const waiting = (): Promise<{ rowCount: number | null }> =>
    demo.store.pool.query('select from file_inspection');
  while ((await waiting()).rowCount !== 0);
}

/** Puts cases into the queue: a held message, one that the buyer reports, and conduct that the seller reports. */
export async function openCases(centre: WebCentre): Promise<void> {
  const [first, second] = centre.trades;
  assert.ok(first !== undefined);
  await sendHeld(centre, first);
  const report = async (reader: 'buyer' | 'seller', path: string, data: object): Promise<void> => {
    const { page } = await centre.open(reader);
    const response = await page.request.post(`${centre.base}/api/v1/${path}`, { data });
    assert.ok(response.ok(), await response.text());
    await page.context().close();
  };
  const { rows } = await centre.demo.store.pool.query<{ id: string }>(
    `select m.id from message m join conversation c on c.id = m.conversation_id
      where c.order_id = $1 and m.author = 'seller' and m.state = 'accepted' order by m.received_at limit 1`,
    [first.orderId],
  );
  await report('buyer', `messages/${rows[0]?.id ?? ''}/reports`, {
    reason: 'not-critical',
    text: 'Das wollte ich gar nicht wissen.',
  });
  await report('seller', `conversations/${await centre.conversationOf(second?.orderId ?? '')}/reports`, {
    reason: 'abuse',
    text: 'Er beschimpft uns am Telefon.',
  });
}
