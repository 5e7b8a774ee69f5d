import type { TokenOwnerKind } from '#market/api-scope.ts';
import { API_SCOPES, readScopes } from '#market/api-scope.ts';
import { findBuyerId, findSellerId } from '#store/party.ts';
import { createToken, listTokens, makeTokenText, revokeToken } from '#store/token.ts';

import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import {
  CALLED_WRONGLY,
  COMMAND_LINE,
  DONE,
  FAILED,
  isId,
  optionText,
  tableLines,
  timeText,
  verbOf,
} from './verb.ts';

interface Owner {
  readonly kind: TokenOwnerKind;
  readonly id: string | null;
}

/** Whose token is asked for, or the sentence that says what is wrong. */
async function findOwner(values: OptionValues, { db }: VerbContext): Promise<Owner | string> {
  const seller = optionText(values, 'seller');
  const buyer = optionText(values, 'buyer');
  const given = [seller, buyer, values['operator'] === true ? '' : null].filter((name) => name !== null);
  if (given.length !== 1) return 'Say whose token it is: one of --seller ID, --buyer ID and --operator.';
  if (seller !== null) {
    const id = await findSellerId(db, seller);
    return id === null
      ? `${seller} is no seller here; parley seller list shows them.`
      : { kind: 'seller', id };
  }
  if (buyer !== null) {
    const id = await findBuyerId(db, buyer);
    return id === null ? `${buyer} is no buyer here.` : { kind: 'buyer', id };
  }
  return { kind: 'operator', id: null };
}

const DAY_MS = 86_400_000;

/** `90d`, or a day such as 2027-01-31, in UTC; null where it is neither or not in the future. */
function readExpiry(text: string, now: Date): Date | null {
  const days = /^(\d{1,4})d$/u.exec(text)?.[1];
  const at =
    days === undefined
      ? new Date(/^\d{4}-\d\d-\d\d$/u.test(text) ? `${text}T00:00:00Z` : Number.NaN)
      : new Date(now.getTime() + Number(days) * DAY_MS);
  return at > now ? at : null;
}

const create: SubVerb = {
  usage: '--seller ID | --buyer ID | --operator  [--scope SCOPE]… [--label TEXT] [--expires 90d|DATE]',
  options: {
    seller: { type: 'string' },
    buyer: { type: 'string' },
    operator: { type: 'boolean' },
    scope: { type: 'string', multiple: true },
    label: { type: 'string' },
    expires: { type: 'string' },
  },
  words: [],
  async run({ values }, context) {
    const { db, ids, clock, out, err } = context;
    const owner = await findOwner(values, context);
    if (typeof owner === 'string') {
      err(owner);
      return FAILED;
    }
    const wished = Array.isArray(values['scope']) ? values['scope'].map(String) : [];
    const scopes = readScopes(owner.kind, wished);
    if ('unknown' in scopes) {
      err(`${scopes.unknown} is no scope of a ${owner.kind}'s token. All scopes: ${API_SCOPES.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    const expires = optionText(values, 'expires');
    const expiresAt = expires === null ? null : readExpiry(expires, clock.now());
    if (expires !== null && expiresAt === null) {
      err('--expires takes a number of days such as 90d, or a day in the future such as 2027-01-31.');
      return CALLED_WRONGLY;
    }
    const id = ids.uuid();
    const text = makeTokenText((length) => ids.random(length));
    const label = optionText(values, 'label') ?? owner.kind;
    const token = { id, text, kind: owner.kind, ownerId: owner.id, scopes: scopes.scopes, label, expiresAt };
    await db
      .transaction()
      .execute((tx) =>
        createToken(tx, { ...token, at: clock.now(), actor: COMMAND_LINE, auditId: ids.uuid() }),
      );
    out(text);
    err(`Token ${id} (${token.scopes.join(' ')}). It is shown this once; only its hash is kept.`);
    return DONE;
  },
};

const list: SubVerb = {
  usage: '',
  options: {},
  words: [],
  async run(_, { db, clock, out }) {
    const now = clock.now();
    const rows = (await listTokens(db)).map((token) => [
      token.id,
      token.kind,
      token.ownerId ?? '-',
      token.revokedAt !== null
        ? 'revoked'
        : token.expiresAt !== null && token.expiresAt <= now
          ? 'expired'
          : 'good',
      timeText(token.expiresAt),
      timeText(token.lastUsedAt),
      token.label,
      token.scopes.join(' '),
    ]);
    const heading = ['ID', 'KIND', 'OWNER', 'STATE', 'EXPIRES', 'LAST USED', 'LABEL', 'SCOPES'];
    for (const line of tableLines([heading, ...rows])) out(line);
    return DONE;
  },
};

const revoke: SubVerb = {
  usage: 'TOKEN-ID',
  options: {},
  words: ['TOKEN-ID'],
  async run({ words: [id = ''] }, { db, ids, clock, out, err }) {
    const change = { id, at: clock.now(), actor: COMMAND_LINE, auditId: ids.uuid() };
    const revoked = isId(id) && (await db.transaction().execute((tx) => revokeToken(tx, change)));
    if (!revoked) {
      err('There is no such token, or it is revoked already; parley token list shows their ids.');
      return FAILED;
    }
    out(`${id}: revoked`);
    return DONE;
  },
};

/** `parley token …`. */
export const token: Verb = verbOf('token', 'Access tokens of programs and people.', { create, list, revoke });
