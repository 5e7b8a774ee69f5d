import assert from 'node:assert/strict';

import { makeMessageId } from '#mail/message-id.ts';
import type { AuthoredContent } from '#mail/authored-content.ts';
import type { MessageRecord, NewDelivery } from '#market/message.ts';
import { readRecord } from '#market/order-import.ts';
import type { Side } from '#market/party.ts';
import { SYSTEM_ACTOR, otherSide } from '#market/party.ts';
import type { Sending } from '#market/sending.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { acceptMessage } from '#store/accept-message.ts';
import type { Database } from '#store/connect.ts';
import { createMarketplace } from '#store/marketplace.ts';
import { importRecords } from '#store/order-import.ts';
import { addSellerUser, createSeller } from '#store/party.ts';

export const MARKET_AT = new Date('2026-11-01T10:00:00Z');
const ids = createSystemIds();

export interface SampleParty {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

export interface SampleMarket {
  readonly anna: SampleParty;
  readonly bert: SampleParty;
  readonly jan: SampleParty;
  readonly eva: SampleParty;
}

const PICTURE = Uint8Array.from([0x89, 0x50, 0x4e, 0x47]);

/** A marketplace with two sellers and two buyers, each buyer with an order at each seller; no messages yet. */
export async function sampleMarket({ db }: Database): Promise<SampleMarket> {
  const sellers = [
    { id: ids.uuid(), name: 'Anna Lampen', address: 'service@anna.example' },
    { id: ids.uuid(), name: 'Bert Kabel', address: 'service@bert.example' },
  ] as const;
  await db.transaction().execute(async (tx) => {
    const created = await createMarketplace(
      tx,
      {
        id: 'de',
        name: 'Markt',
        country: 'DE',
        pack: 'de',
        languages: ['de', 'en'],
        timeZone: 'Europe/Berlin',
        aliasDomain: 'mail.markt.example',
        bounceDomain: 'bounce.markt.example',
        noticeDomain: 'notice.markt.example',
      },
      MARKET_AT,
    );
    assert.equal(created.kind, 'created');
    for (const { id, name, address } of sellers) {
      const seller = { id, shopId: name.split(' ')[0] ?? '', name, language: 'de', messageAddress: address };
      assert.equal((await createSeller(tx, seller, MARKET_AT)).kind, 'created');
      const owner = { sellerId: id, name: 'Inhaber', address: `owner-${address}`, language: 'de' };
      const added = await addSellerUser(tx, { ...owner, id: ids.uuid(), role: 'owner' }, MARKET_AT);
      assert.equal(added.kind, 'created');
    }
  });
  const buyers = ['Jan', 'Eva'];
  const orders = sellers.flatMap(({ id }, seller) =>
    buyers.map((name, buyer) => ({
      type: 'order',
      marketplace: 'de',
      seller: id,
      id: sampleOrderId(seller, buyer),
      status: 'unshipped',
      fulfilment: 'seller',
      placedAt: `2026-10-0${1 + seller * 2 + buyer}T08:00:00Z`,
      buyer: {
        id: `C-${name}`,
        name,
        language: 'nl',
        address: `${name}@private.example`,
        phone: '+31 6 12345678',
      },
      lines: [{ product: `P-${seller}`, title: 'Lamp', quantity: 1, amount: '19.90', currency: 'EUR' }],
    })),
  );
  await importRecords(
    db,
    orders.map((order, index) => ({ line: index + 1, reading: readRecord(order) })),
    { ids, now: () => MARKET_AT },
    ({ result }) => assert.equal(result, 'created'),
  );
  const rows = await db.selectFrom('buyer').select(['id', 'name', 'address']).execute();
  const buyer = (name: string): SampleParty => {
    const row = rows.find((item) => item.name === name);
    assert.ok(row);
    return row;
  };
  return { anna: sellers[0], bert: sellers[1], jan: buyer('Jan'), eva: buyer('Eva') };
}

/** The order of buyer number `buyer` (Jan, Eva) at seller number `seller` (Anna, Bert). */
export function sampleOrderId(seller: number, buyer: number): string {
  return `302-000000${seller}-000000${buyer}`;
}

export interface SampleMessage {
  readonly seller: SampleParty;
  readonly buyer: SampleParty;
  readonly author: Side;
  readonly text: string;
  readonly state?: MessageRecord['state'];
  readonly subject?: string;
  readonly orderId?: string | null;
  readonly conversationId?: string;
  readonly html?: string | null;
  readonly withPicture?: boolean;
  readonly minute?: number;
  readonly automatic?: MessageRecord['automatic'];
  /** A seller's message that an opt-out stops while it waits (true) or never (false); absent: nothing was weighed. */
  readonly yields?: boolean;
  /** False: kept in the message centre, nothing goes out. */
  readonly mailed?: boolean;
}

export interface WrittenMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly deliveryId: string | null;
}

function contentOf(message: SampleMessage): AuthoredContent {
  const picture = { name: 'lamp "1".png', mediaType: 'image/png', bytes: PICTURE, contentId: 'p1' };
  return {
    text: message.text,
    html: message.html ?? null,
    quoted: 'quoted secret',
    cut: 'exact',
    files: message.withPicture === true ? [picture] : [],
    notes: [{ code: 'address-replaced', detail: '1' }],
    refusals: [],
  };
}

function sendingOf({ yields }: SampleMessage, at: Date): Sending | null {
  if (yields === undefined) return null;
  return {
    reason: null,
    kind: yields ? 'permitted' : 'critical',
    position: 'new',
    claim: null,
    isMisuse: false,
    obstacles: [],
    yieldsFrom: yields ? at : null,
  };
}

/** Records a message as the flow does. */
export async function writeMessage({ pool }: Database, message: SampleMessage): Promise<WrittenMessage> {
  const { seller, buyer, author, state = 'accepted', mailed = true } = message;
  const id = ids.uuid();
  const deliveryId = state === 'accepted' && mailed ? ids.uuid() : null;
  const deliveries: NewDelivery[] =
    deliveryId === null
      ? []
      : [
          {
            id: deliveryId,
            recipient: otherSide(author),
            notice: null,
            recipientAddress: null,
            rfcMessageId: makeMessageId(deliveryId, 'mail.markt.example'),
          },
        ];
  const receivedAt = new Date(MARKET_AT.getTime() + (message.minute ?? 0) * 60_000);
  const outcome = await acceptMessage(pool, {
    key: { marketplaceId: 'de', sellerId: seller.id, buyerId: buyer.id },
    id,
    conversation: {
      id: message.conversationId ?? ids.uuid(),
      isNew: message.conversationId === undefined,
      orderId: message.orderId ?? null,
      subject: message.subject ?? 'Subject',
    },
    author,
    authorLabel: author === 'buyer' ? buyer.name : seller.name,
    authorAddress: author === 'buyer' ? buyer.address : seller.address,
    door: 'mail',
    state,
    automatic: message.automatic ?? null,
    subject: message.subject ?? 'Subject',
    content: contentOf(message),
    answersId: null,
    verdict:
      state === 'accepted'
        ? { kind: 'permit', reasons: [] }
        : { kind: 'refuse', reasons: [{ code: 'program', detail: 'x.exe' }] },
    sending: sendingOf(message, receivedAt),
    by: SYSTEM_ACTOR,
    authentication: null,
    dedupKey: ids.random(32),
    receivedAt,
    source: null,
    authorRfcId: `${id}@author.example`,
    deliveries,
    expiresAt: new Date(receivedAt.getTime() + 4 * 86_400_000),
    heldUntil: null,
    inspection: null,
    events: [{ kind: `message.${state}`, deliveryId: null, data: { author } }],
  });
  assert.equal(outcome.kind, 'recorded');
  return { id, conversationId: outcome.kind === 'recorded' ? outcome.conversationId : '', deliveryId };
}
