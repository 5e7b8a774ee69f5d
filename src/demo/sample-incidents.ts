import type { WriteOutcome, WrittenMessage } from '#flow/write-message.ts';
import type { ModerationPorts } from '#flow/moderation-ports.ts';
import { reportConduct, reportMessage } from '#flow/report-party.ts';
import type { Actor } from '#market/party.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { changePreference } from '#store/buyer-preference.ts';
import type { Store } from '#src/server.ts';

export interface IncidentPorts extends ModerationPorts {
  readonly pool: Store['pool'];
  write(written: WrittenMessage): Promise<WriteOutcome>;
}

interface Waiting {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly buyerId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly orderId: string;
}

const MIA: Actor = { kind: 'seller-user', id: null, label: 'Mia Huber' };

/** A document that opens in no reader. */
const BROKEN = Buffer.from('%PDF-1.7\nthis is where the pages should be\n');

/**
 * What goes wrong on every marketplace, through the server's own doors, so that the demo shows it: words that break a
 * guideline, a file that a person has to look at, a buyer who declines, reports from both sides.
 */
export async function playIncidents(shopId: string, ports: IncidentPorts): Promise<void> {
  const { rows } = await ports.pool.query<Waiting>(
    `select c.marketplace_id as "marketplaceId", c.seller_id as "sellerId", c.buyer_id as "buyerId",
            c.id as "conversationId", c.order_id as "orderId", m.id as "messageId"
       from conversation c
       join seller s on s.id = c.seller_id
       join sales_order o on (o.marketplace_id, o.seller_id, o.id) = (c.marketplace_id, c.seller_id, c.order_id)
       join lateral (select id from message m
                      where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
                      order by received_at desc limit 1) m on true
      where s.shop_id = $1 and c.marketplace_id = 'de' and c.waiting_since is not null
        and o.status in ('shipped', 'unshipped')
      order by c.waiting_since desc, c.id limit 4`,
    [shopId],
  );
  const [careless, attached, declined, rude] = rows;
  if (careless === undefined || attached === undefined || declined === undefined || rude === undefined)
    return;
  const answer = (to: Waiting, text: string, files: WrittenMessage['files'] = []) =>
    ports.write({ ...letterTo(to), conversationId: to.conversationId, text, files });

  await answer(
    careless,
    'Guten Tag,\n\nrufen Sie uns einfach unter 0171 2345678 an oder schreiben Sie an mia@lampen-huber.example.',
  );
  const plan = { name: 'Montageplan.pdf', mediaType: 'application/pdf', bytes: BROKEN, contentId: null };
  await answer(attached, 'Guten Tag,\n\nim Anhang finden Sie den Montageplan zu Ihrer Lampe.', [plan]);
  await answer(rude, 'Guten Tag,\n\ndas prüfen wir gerade und melden uns heute noch bei Ihnen.');
  await decline(declined, ports);
  await report(rude, ports);
}

const letterTo = ({ marketplaceId, sellerId, buyerId, orderId }: Waiting): WrittenMessage => ({
  relationship: { marketplaceId, sellerId, buyerId },
  author: 'seller',
  by: MIA,
  door: 'web',
  orderId,
  conversationId: null,
  contactReason: null,
  inputs: {},
  text: '',
  files: [],
  requestKey: null,
});

/** A buyer who wants only what is needed, and a message that then doesn't reach them. */
async function decline(to: Waiting, ports: IncidentPorts): Promise<void> {
  const { db, ids, clock } = ports;
  const { marketplaceId, buyerId } = to;
  const wish = { id: ids.uuid(), marketplaceId, buyerId, sellerId: null, declines: true };
  await db
    .transaction()
    .execute((tx) => changePreference(tx, { ...wish, actor: SYSTEM_ACTOR, at: clock.now() }));
  const text = 'Guten Tag,\n\nbrauchen Sie für Ihre Unterlagen noch die Maße?';
  await ports.write({ ...letterTo(to), contactReason: 'other', text });
}

/** The buyer about a message, the seller about the buyer: two cases for the moderator. */
async function report(to: Waiting, ports: IncidentPorts): Promise<void> {
  const { rows } = await ports.pool.query<{ id: string }>(
    `select id from message where conversation_id = $1 and author = 'seller' and state = 'accepted'
      order by received_at desc limit 1`,
    [to.conversationId],
  );
  const buyer = { side: 'buyer', ownerId: to.buyerId, actor: SYSTEM_ACTOR } as const;
  const [answered] = rows;
  if (answered !== undefined)
    await reportMessage(ports, answered.id, buyer, 'offensive', 'So möchte ich nicht vertröstet werden.');
  const seller = { side: 'seller', ownerId: to.sellerId, actor: MIA } as const;
  await reportConduct(
    ports,
    to.conversationId,
    seller,
    'abuse',
    'Schreibt uns am Tag zehnmal und beleidigt uns.',
  );
}
