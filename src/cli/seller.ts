import { say } from '#locales/catalogue.ts';
import type { PartyOutcome } from '#store/party.ts';
import { addSellerUser, createSeller, findSellerId, listSellers, setMessageAddress } from '#store/party.ts';

import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import { CALLED_WRONGLY, COMMAND_LINE, DONE, FAILED, optionText, tableLines, verbOf } from './verb.ts';

function report(outcome: PartyOutcome, done: string, { out, err }: VerbContext): number {
  if (outcome.kind === 'refused') {
    const option = outcome.field.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
    err(`--${option} ${outcome.reason}.`);
    return FAILED;
  }
  out(done);
  return DONE;
}

async function requireSeller(values: OptionValues, { db, err }: VerbContext): Promise<string | null> {
  const id = await findSellerId(db, optionText(values, 'seller') ?? '');
  if (id === null) err('There is no such seller; parley seller list shows them.');
  return id;
}

const add: SubVerb = {
  usage: '--name TEXT --language de [--shop-id ID] [--message-address ADDRESS]',
  options: {
    name: { type: 'string' },
    language: { type: 'string' },
    'shop-id': { type: 'string' },
    'message-address': { type: 'string' },
  },
  words: [],
  async run({ values }, context) {
    const { db, ids, clock } = context;
    const id = ids.uuid();
    const seller = {
      id,
      shopId: optionText(values, 'shop-id'),
      name: optionText(values, 'name') ?? '',
      language: optionText(values, 'language') ?? '',
      messageAddress: optionText(values, 'message-address'),
    };
    const outcome = await db.transaction().execute((tx) => createSeller(tx, seller, clock.now()));
    return report(outcome, id, context);
  },
};

const ROLES = ['owner', 'agent', 'reader'] as const;

const user: SubVerb = {
  usage: '--seller ID --name TEXT --address ADDRESS --language de [--role owner|agent|reader]',
  options: {
    seller: { type: 'string' },
    name: { type: 'string' },
    address: { type: 'string' },
    language: { type: 'string' },
    role: { type: 'string' },
  },
  words: [],
  async run({ values }, context) {
    const { db, ids, clock, err } = context;
    const role = ROLES.find((item) => item === (optionText(values, 'role') ?? 'agent'));
    if (role === undefined) {
      err(`--role takes one of ${ROLES.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    const sellerId = await requireSeller(values, context);
    if (sellerId === null) return FAILED;
    const id = ids.uuid();
    const text = (name: string): string => optionText(values, name) ?? '';
    const person = {
      id,
      sellerId,
      name: text('name'),
      address: text('address'),
      language: text('language'),
      role,
    };
    return report(
      await db.transaction().execute((tx) => addSellerUser(tx, person, clock.now())),
      id,
      context,
    );
  },
};

const address: SubVerb = {
  usage: '--seller ID ADDRESS|off      (where buyers’ messages go)',
  options: { seller: { type: 'string' } },
  words: ['ADDRESS'],
  async run({ values, words: [text = ''] }, context) {
    const sellerId = await requireSeller(values, context);
    if (sellerId === null) return FAILED;
    const wished = text === 'off' ? null : text;
    const trace = { id: context.ids.uuid(), at: context.clock.now(), actor: COMMAND_LINE };
    const outcome = await context.db
      .transaction()
      .execute((tx) => setMessageAddress(tx, sellerId, wished, trace));
    if (outcome.kind === 'refused') {
      context.err(say('en', `problem.${outcome.code}`, { address: text }));
      return FAILED;
    }
    context.out(wished === null ? 'Buyers’ messages are off.' : `Buyers’ messages go to ${wished}.`);
    return DONE;
  },
};

const list: SubVerb = {
  usage: '',
  options: {},
  words: [],
  async run(_, { db, out }) {
    const rows = (await listSellers(db)).map((seller) => [
      seller.id,
      seller.shopId ?? '-',
      seller.messageAddress ?? 'off',
      seller.name,
    ]);
    for (const line of tableLines([['ID', 'SHOP ID', 'MESSAGES TO', 'NAME'], ...rows])) out(line);
    return DONE;
  },
};

/** `parley seller …`. */
export const seller: Verb = verbOf('seller', 'Selling accounts and their users.', {
  add,
  user,
  address,
  list,
});
