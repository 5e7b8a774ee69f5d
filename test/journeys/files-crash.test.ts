import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { SMTP_LIMITS } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import { silentLog } from '#src/log.ts';
import { connect } from '#store/connect.ts';
import { mailWithFiles } from '#test/support/mail-with-files.ts';
import { madePdf, textPicture } from '#test/support/made-files.ts';
import { SAMPLE_PACKS } from '#test/support/sample-packs.ts';
import { seedFolder } from '#test/support/seeded-folder.ts';
import { Node } from '#test/support/serve-process.ts';
import { testFolder } from '#test/support/test-folder.ts';
import { sendLetter, TestProvider } from '#test/support/test-relay.ts';

// OPS 3 while files are looked into: what was acknowledged waits in the database, and whoever comes next goes on.

const provider = new TestProvider();
const sink = createSmtpServer(
  { hostName: 'provider.example', tls: null, proxyPeers: [], limits: SMTP_LIMITS },
  provider.door,
  silentLog,
);
const { port } = await sink.listen(0, '127.0.0.1');
const seeded = await seedFolder(await testFolder());
const node = new Node('server', {
  ...seeded.settings(port),
  PARLEY_PACKS: SAMPLE_PACKS,
  PARLEY_LEASE_SECONDS: '2',
});
const database = connect({ url: seeded.url, poolSize: 1, log: silentLog, applicationName: 'observer' });
after(async () => {
  await node.stop().catch(() => undefined);
  node.killGroup();
  await database.close();
  await sink.stop(1000);
});

interface Waiting {
  readonly waiting: number;
  readonly leased: number;
}

async function inspections(): Promise<Waiting> {
  const { rows } = await database.pool.query<Waiting>(
    'select count(*)::int as waiting, count(lease_token)::int as leased from file_inspection',
  );
  return rows[0] ?? { waiting: 0, leased: 0 };
}

test('kill -9 while files are looked into: nothing is lost, nothing passes unseen', async () => {
  await node.start();
  const { rows } = await database.pool.query<{ orderId: string; seller: string; buyer: string; to: string }>(
    `update sales_order o set completed_at = null
       from seller s, buyer b, alias a
      where s.id = o.seller_id and b.id = o.buyer_id and a.stands_for = 'buyer' and a.seller_id = o.seller_id
        and a.buyer_id = o.buyer_id and a.marketplace_id = o.marketplace_id
        and b.language = 'de' and s.message_address like '%lampen-huber%'
      returning o.id as "orderId", s.message_address as seller, b.address as buyer, a.local_part || '@' || a.domain as to`,
  );
  const [way] = rows;
  assert.ok(way !== undefined);
  const send = async (subject: string, name: string, type: string, bytes: Buffer): Promise<void> => {
    const text = 'Guten Tag,\nim Anhang finden Sie, wonach Sie gefragt haben. Passt der Termin am Montag?';
    const raw = mailWithFiles({
      from: way.seller,
      to: way.to,
      subject: `${subject} ${way.orderId}`,
      text,
      files: [{ name, type, bytes }],
    });
    assert.match(await sendLetter(await node.port, { from: way.seller, to: way.to, raw }), /^250/u);
  };
  await send('Bild', 'bild.png', 'image/png', await textPicture('Hotline\n0171 9876543', { size: 40 }));
  await send('Plan', 'plan.png', 'image/png', await textPicture('Fragen an\njan@lampen-direkt.example'));
  await send('Rechnung', 'rechnung.pdf', 'application/pdf', madePdf([{ lines: ['Rechnung', way.orderId] }]));
  while ((await inspections()).leased === 0) await delay(5);
  await node.kill();

  const { waiting } = await inspections();
  assert.ok(waiting > 0, 'it was killed before the files were judged');
  const held = await database.pool.query(`select from message where state = 'held'`);
  assert.equal(held.rows.length, waiting);

  await node.start();
  const notices = [await provider.next(way.seller), await provider.next(way.seller)];
  const subjects = notices.map(({ mail }) => mail.subject.split(' ')[2]);
  assert.deepEqual(new Set(subjects), new Set(['Bild', 'Plan']));
  const { mail } = await provider.next(way.buyer);
  assert.match(mail.subject, /^Rechnung/u);
  while ((await inspections()).waiting > 0) await delay(5);
  const states = await database.pool.query(
    `select split_part(subject, ' ', 1) as subject, state from message order by 1`,
  );
  assert.deepEqual(states.rows, [
    { subject: 'Bild', state: 'refused' },
    { subject: 'Plan', state: 'refused' },
    { subject: 'Rechnung', state: 'accepted' },
  ]);
  assert.deepEqual(await deliveriesOfBuyers(), [{ subject: 'Rechnung' }]);
});

async function deliveriesOfBuyers(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `select split_part(m.subject, ' ', 1) as subject from delivery d join message m on m.id = d.message_id`,
  );
  return rows;
}
