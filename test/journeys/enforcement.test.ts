import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { endStep, takeStep } from '#flow/enforce.ts';
import { blockConversation } from '#flow/intervene.ts';
import type { ModerationPorts } from '#flow/moderation-ports.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// Steps against a seller at the mail door (MOD 2), on real sockets.

const relay = await startTestRelay({ guidelines: 'lenient' });
after(() => relay.stop());
const { db, pool } = relay.database;
const packs = requireEnforcement('packs');
const ports: ModerationPorts = {
  db,
  ids: createSystemIds(),
  clock: systemClock,
  publicUrl: null,
  rulesFor: (marketplace) => enforcementFor(packs, marketplace),
};
const trade = await relay.trade('anna.schmidt@briefkasten.example', 'service@lampen-huber.example');
const actor = { kind: 'operator', id: null, label: 'Ann' } as const;

async function send(from: 'buyer' | 'seller', subject: string): Promise<string> {
  const reply = await relay.send({
    from: trade[from],
    to: from === 'seller' ? trade.buyerAlias : trade.sellerAlias,
    subject: `${subject} ${trade.orderId}`,
    text: 'Guten Tag, wann passt Ihnen die Lieferung?',
  });
  assert.match(reply, /^250/u);
  const { rows } = await pool.query<{ state: string; reasons: { code: string }[] }>(
    `select state, verdict -> 'reasons' as reasons from message where subject like $1 || '%'`,
    [subject],
  );
  return `${rows[0]?.state} ${rows[0]?.reasons.map(({ code }) => code).join(' ')}`.trim();
}

test('a suspended seller reaches no buyer from the next message on, and is told why; buyers still write', async () => {
  assert.equal(await send('seller', 'Eins'), 'accepted');
  const { marketplaceId, sellerId } = trade;
  const taken = await takeStep(ports, {
    marketplaceId,
    sellerId,
    step: 'messaging-suspended',
    forDays: null,
    facts: 'Wiederholte Werbung.',
    rules: ['marketing'],
    actor,
  });
  assert.ok(taken.kind === 'done');
  assert.equal(await send('seller', 'Zwei'), 'refused messaging-suspended');
  assert.equal(await send('buyer', 'Drei'), 'accepted');
  const { rows } = await pool.query<{ reasons: unknown }>(
    `select notice -> 'reasons' as reasons from delivery where notice ->> 'kind' = 'refused'`,
  );
  assert.deepEqual(rows, [{ reasons: [{ code: 'refusal.messaging-suspended', detail: '' }] }]);
  assert.equal((await endStep(ports, taken.stepId, actor)).kind, 'done');
  assert.equal(await send('seller', 'Vier'), 'accepted');
});

test('the statement of reasons leaves as mail in the seller’s language', async () => {
  const { rows } = await pool.query<{ address: string }>(
    `select recipient_address as address from delivery where notice ->> 'kind' = 'statement'`,
  );
  relay.relay.wake();
  const mail = await relay.provider.next(rows[0]?.address ?? '');
  const text = mail.raw
    .toString()
    .replaceAll(/=?\r\n/gu, ' ')
    .replaceAll('  ', ' ');
  assert.match(text, /setzt Ihre Nachrichten an K/u);
});

test('a closed conversation takes nothing from either side', async () => {
  const { rows } = await pool.query<{ id: string }>('select id from conversation where order_id = $1', [
    trade.orderId,
  ]);
  const id = rows[0]?.id ?? '';
  assert.equal((await blockConversation(ports, id, { actor, facts: 'Streit.', rules: [] })).kind, 'done');
  assert.equal(await send('seller', 'Fuenf'), 'refused conversation-blocked');
  assert.equal(await send('buyer', 'Sechs'), 'refused conversation-blocked');
});
