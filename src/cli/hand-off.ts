import { readFile } from 'node:fs/promises';

import { isPublicKey } from '#accounts/hand-off.ts';
import { HAND_OFF_ALGORITHMS, addHandOffKey, listHandOffKeys, retireHandOffKey } from '#store/hand-off.ts';
import { listMarketplaces } from '#store/marketplace.ts';

import type { SubVerb, Verb } from './verb.ts';
import { CALLED_WRONGLY, DONE, FAILED, optionText, tableLines, timeText, verbOf } from './verb.ts';

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/u.test(url.protocol) && url.origin === text;
}

const add: SubVerb = {
  usage: `MARKETPLACE KEY-ID FILE.pem  [--algorithm ${HAND_OFF_ALGORITHMS.join('|')}] [--shop-origin https://shop.example]`,
  options: { algorithm: { type: 'string' }, 'shop-origin': { type: 'string' } },
  words: ['MARKETPLACE', 'KEY-ID', 'FILE.pem'],
  async run({ values, words: [marketplaceId = '', id = '', path = ''] }, { db, clock, out, err }) {
    const algorithm = HAND_OFF_ALGORITHMS.find(
      (item) => item === (optionText(values, 'algorithm') ?? 'EdDSA'),
    );
    const shopOrigin = optionText(values, 'shop-origin');
    if (algorithm === undefined || (shopOrigin !== null && !isOrigin(shopOrigin))) {
      err(
        `--algorithm is one of ${HAND_OFF_ALGORITHMS.join(', ')}; --shop-origin looks like https://shop.example.`,
      );
      return CALLED_WRONGLY;
    }
    if (!(await listMarketplaces(db)).some((marketplace) => marketplace.id === marketplaceId)) {
      err(`${marketplaceId} is no marketplace here; parley marketplace list shows them.`);
      return FAILED;
    }
    const publicKey = await readFile(path, 'utf8').catch(() => null);
    if (publicKey === null || !(await isPublicKey(publicKey, algorithm))) {
      err(`${path} holds no public key for ${algorithm} (PEM that begins with BEGIN PUBLIC KEY).`);
      return FAILED;
    }
    if (!(await addHandOffKey(db, { marketplaceId, id, algorithm, publicKey, shopOrigin }, clock.now()))) {
      err(`${marketplaceId} has a key ${id} already: give the new one another name.`);
      return FAILED;
    }
    out(`${marketplaceId} ${id}: tokens by this key are taken from now on.`);
    return DONE;
  },
};

const list: SubVerb = {
  usage: '',
  options: {},
  words: [],
  async run(_, { db, out }) {
    const rows = (await listHandOffKeys(db)).map((key) => [
      key.marketplaceId,
      key.id,
      key.algorithm,
      timeText(key.createdAt),
      timeText(key.retiredAt),
      key.shopOrigin ?? '-',
    ]);
    for (const line of tableLines([['MARKETPLACE', 'KEY', 'ALGORITHM', 'SINCE', 'RETIRED', 'SHOP'], ...rows]))
      out(line);
    return DONE;
  },
};

const retire: SubVerb = {
  usage: 'MARKETPLACE KEY-ID',
  options: {},
  words: ['MARKETPLACE', 'KEY-ID'],
  async run({ words: [marketplaceId = '', id = ''] }, { db, clock, out, err }) {
    if (!(await retireHandOffKey(db, marketplaceId, id, clock.now()))) {
      err('There is no such key in use; parley hand-off list shows them.');
      return FAILED;
    }
    out(`${marketplaceId} ${id}: retired.`);
    return DONE;
  },
};

/** `parley hand-off …`. */
export const handOff: Verb = verbOf('hand-off', 'Keys by which a shop signs its buyers in.', {
  add,
  list,
  retire,
});
