import { API_SCOPES } from '#market/api-scope.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import type { Store } from '#src/server.ts';
import { createToken, makeTokenText } from '#store/token.ts';

import type { Demo } from './demo.ts';

export interface TradeRow {
  readonly order_id: string;
  readonly seller_id: string;
  readonly buyer_id: string;
  readonly buyer: string;
  readonly buyer_name: string;
  readonly shop: string;
  readonly shop_name: string;
  readonly buyer_alias: string;
  readonly seller_alias: string;
}

/** The newest open order between two people who both can be written to. */
export async function findTrade(store: Store): Promise<TradeRow> {
  const { rows } = await store.pool.query<TradeRow>(
    `select o.id as order_id, o.seller_id, o.buyer_id, b.address as buyer, b.name as buyer_name,
            s.message_address as shop, s.name as shop_name,
            (select local_part || '@' || domain from alias a
              where (a.marketplace_id, a.seller_id, a.buyer_id) = (o.marketplace_id, o.seller_id, o.buyer_id)
                and a.stands_for = 'buyer') as buyer_alias,
            (select local_part || '@' || domain from alias a
              where (a.marketplace_id, a.seller_id, a.buyer_id) = (o.marketplace_id, o.seller_id, o.buyer_id)
                and a.stands_for = 'seller') as seller_alias
       from sales_order o join buyer b on b.id = o.buyer_id join seller s on s.id = o.seller_id
      where s.shop_id = 'S-LAMPEN' and b.language = 'de' and o.status = 'unshipped'
      order by o.id limit 1`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the sample market has no open order of Lampen Huber');
  return row;
}

/** Tokens of the sample people for the pages, made anew at each start and good for a day. */
async function makeTokens(
  demo: Demo,
  trade: TradeRow,
): Promise<readonly (readonly [who: string, token: string])[]> {
  const { store, surroundings } = demo;
  const { ids, clock } = surroundings;
  const at = clock.now();
  const make = async (who: string, kind: 'seller' | 'buyer' | 'operator', ownerId: string | null) => {
    const text = makeTokenText((length) => ids.random(length));
    await store.db.transaction().execute((tx) =>
      createToken(tx, {
        id: ids.uuid(),
        text,
        kind,
        ownerId,
        scopes: API_SCOPES,
        label: 'demo',
        at,
        expiresAt: new Date(at.getTime() + 86_400_000),
        actor: SYSTEM_ACTOR,
        auditId: ids.uuid(),
      }),
    );
    return [who, text] as const;
  };
  return [
    await make(`${trade.shop_name} (seller)`, 'seller', trade.seller_id),
    await make(`${trade.buyer_name} (buyer)`, 'buyer', trade.buyer_id),
    await make('the operator', 'operator', null),
  ];
}

/** What the demo prints: addresses, aliases, a line to paste, and where to look. */
export async function greeting(
  demo: Demo,
  { mailPort, httpPort }: { readonly mailPort: number; readonly httpPort: number },
): Promise<string[]> {
  const trade = await findTrade(demo.store);
  const tokens = await makeTokens(demo, trade);
  return [
    '',
    `Mailboxes of the sample people   ${demo.mailboxesUrl}`,
    `Be one of them with one click    http://127.0.0.1:${httpPort}/sign-in`,
    `Conversations                    http://127.0.0.1:${httpPort}/   or sign in with a token:`,
    ...tokens.map(([who, token]) => `  ${who.padEnd(30)} ${token}`),
    `Mail door (SMTP)                 127.0.0.1:${mailPort}`,
    '',
    `${trade.shop_name} <${trade.shop}> sold order ${trade.order_id} to ${trade.buyer_name} <${trade.buyer}>.`,
    `  ${trade.buyer_name} writes to the shop at    ${trade.seller_alias}`,
    `  the shop writes to ${trade.buyer_name} at    ${trade.buyer_alias}`,
    '',
    'A first message from the shop to its buyer:',
    '',
    `swaks --server 127.0.0.1:${mailPort} --from ${trade.shop} --to ${trade.buyer_alias} ` +
      `--header 'Subject: Ihre Bestellung ${trade.order_id}' --body 'Guten Tag, wann passt Ihnen die Lieferung?'`,
    '',
  ];
}
