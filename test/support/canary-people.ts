import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { readRecord } from '#market/order-import.ts';
import type { Side } from '#market/party.ts';
import { importRecords } from '#store/order-import.ts';
import { createSeller } from '#store/party.ts';

import type { LeakSearch } from './leaks.ts';
import type { TestRelay, Trade } from './test-relay.ts';

/** Everything of one person that programs write into mail, all of it unique to them. */
export interface Person {
  readonly side: Side;
  /** Account and display name. */
  readonly name: string;
  readonly address: string;
  readonly localPart: string;
  readonly domain: string;
  /** A host of their provider, in no relation to their address. */
  readonly host: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly phone: string;
  /** Name and version of their mail program. */
  readonly client: string;
  readonly device: string;
}

/** Two people who trade, neither of whom may learn anything of the other. */
export interface Pair extends Trade {
  readonly people: Readonly<Record<Side, Person>>;
}

const LETTERS = 'bcdfghjklmnpqrstvwxz';

/** Numbers that are the same in every run: the people differ from one another, not from run to run. */
function fixedNumbers(seed: number): (below: number) => number {
  let state = (seed * 7919 + 104_729) % 2_147_483_647;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Mailboxes of every kind: with an account name, a plain word, a number, at a public provider, in other letters. */
function mailboxOf(index: number, mark: string, word: string): readonly [localPart: string, domain: string] {
  const kinds: readonly (readonly [string, string])[] = [
    [`${word}.${mark}`, `${mark}post.example`],
    ['info', `www.${mark}-handel.example`],
    [`${word}${mark}77`, 'gmail.com'],
    [word, `${mark}.co.uk`],
    [`${word}_${mark}`, `xn--bcher-${mark}-llb.example`],
    [`${mark}19680412`, 'outlook.com'],
    [`O'${word}.${mark}`, `mail.${mark}.example`],
  ];
  return kinds[index % kinds.length]!;
}

export function personOf(side: Side, index: number): Person {
  const next = fixedNumbers(index * 2 + (side === 'buyer' ? 1 : 2));
  const letters = (count: number): string =>
    Array.from({ length: count }, () => LETTERS.charAt(next(LETTERS.length))).join('');
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  const [mark, word] = [letters(7), letters(5)];
  const [localPart, domain] = mailboxOf(index + (side === 'buyer' ? 0 : 3), mark, word);
  return {
    side,
    name: `${capital(letters(6))} ${capital(letters(9))}`,
    localPart,
    domain,
    address: `${localPart}@${domain}`,
    host: `smtp-${letters(6)}.${letters(8)}-hosting.example`,
    ipv4: `198.51.${100 + next(100)}.${100 + next(150)}`,
    ipv6: `2001:db8:${(4096 + next(60_000)).toString(16)}:${(4096 + next(60_000)).toString(16)}::${(4096 + next(60_000)).toString(16)}`,
    phone: `+49 171 ${1_000_000 + next(8_999_999)}`,
    client: `${capital(letters(8))}Mailer`,
    device: `${capital(letters(5))}Phone${10 + next(80)}${letters(4)}`,
  };
}

const PUBLIC_DOMAINS = new Set(['gmail.com', 'outlook.com']);

/** What must not be found in anything that reaches the other side. */
export function canariesOf(person: Person): LeakSearch {
  const [, family = ''] = person.name.split(' ');
  return {
    texts: [
      person.address,
      ...(PUBLIC_DOMAINS.has(person.domain) ? [] : [person.domain]),
      ...(person.localPart.length > 5 ? [person.localPart] : []),
      family,
      person.host,
      person.ipv4,
      person.ipv6,
      person.client,
      person.device,
    ],
    phones: [person.phone],
  };
}

/** Lets every person's domain send from this machine. */
export function zoneOf(people: readonly Person[]): string {
  return [...new Set(people.map(({ domain }) => domain))]
    .flatMap((domain) => [
      `${domain}. 3600 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"`,
      `_dmarc.${domain}. 3600 IN TXT "v=DMARC1; p=reject"`,
    ])
    .join('\n');
}

/** Brings pairs into the sample market of a relay, each with an order between them. */
export async function introduce(
  relay: TestRelay,
  couples: readonly Readonly<Record<Side, Person>>[],
): Promise<Pair[]> {
  const { db } = relay.database;
  const ids = createSystemIds();
  const at = systemClock.now();
  await db.transaction().execute(async (tx) => {
    for (const [index, { seller }] of couples.entries()) {
      const created = await createSeller(
        tx,
        {
          id: ids.uuid(),
          shopId: `C-${index}`,
          name: `Shop Number ${index}`,
          language: (['en', 'de', 'nl'] as const)[index % 3]!,
          messageAddress: seller.address,
        },
        at,
      );
      if (created.kind === 'refused') throw new Error(JSON.stringify(created));
    }
  });
  const orders = couples.map(({ buyer }, index) => ({
    type: 'order',
    marketplace: (['de', 'nl', 'uk'] as const)[index % 3],
    seller: `C-${index}`,
    id: `302-${7_000_000 + index}-0000000`,
    status: 'unshipped',
    fulfilment: 'seller',
    placedAt: at.toISOString(),
    buyer: {
      id: `CB-${index}`,
      name: buyer.name,
      language: (['nl', 'en', 'de'] as const)[index % 3],
      address: buyer.address,
      phone: buyer.phone,
    },
    lines: [{ product: 'P', title: 'Lamp', quantity: 1, amount: '1.00', currency: 'EUR' }],
  }));
  await importRecords(
    db,
    orders.map((order, index) => ({ line: index + 1, reading: readRecord(order) })),
    { ids, now: () => at },
    ({ result, faults }) => {
      if (result === 'refused') throw new Error(JSON.stringify(faults));
    },
  );
  const pairs: Pair[] = [];
  for (const people of couples)
    pairs.push({ ...(await relay.trade(people.buyer.address, people.seller.address)), people });
  return pairs;
}
