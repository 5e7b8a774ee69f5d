import { accountLinkUrl, invite, makeAccountLink } from '#accounts/invite.ts';
import { OPERATOR_ROLES, SELLER_ROLES } from '#market/role.ts';
import { findSellerId } from '#store/party.ts';
import { findPersonByAddress, setActive } from '#store/person.ts';
import type { SeatChange, TeamOf } from '#store/seat.ts';
import { changeRole, endSeat, listTeam } from '#store/seat.ts';
import { revokeLinks } from '#store/account-link.ts';
import { endSessions } from '#store/web-session.ts';

import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import {
  CALLED_WRONGLY,
  COMMAND_LINE,
  DONE,
  FAILED,
  optionText,
  tableLines,
  timeText,
  verbOf,
} from './verb.ts';

const teamOptions = { seller: { type: 'string' }, operator: { type: 'boolean' } } as const;

/** Whose team is meant, or the sentence that says what is wrong. */
async function findTeam(
  values: OptionValues,
  { db }: VerbContext,
): Promise<{ readonly team: TeamOf } | { readonly sentence: string }> {
  const seller = optionText(values, 'seller');
  if ((seller === null) === (values['operator'] !== true))
    return { sentence: 'Say whose people: one of --seller ID and --operator.' };
  if (seller === null) return { team: null };
  const id = await findSellerId(db, seller);
  return id === null
    ? { sentence: `${seller} is no seller here; parley seller list shows them.` }
    : { team: id };
}

/** The link for its holder, or why there is none: the one who runs the command passes it on. */
function printLink(context: VerbContext, linkId: string): void {
  const url = accountLinkUrl(context, linkId);
  if (url === null) context.err('There is no link: PARLEY_PUBLIC_URL says where the pages are.');
  else context.out(url);
}

const add: SubVerb = {
  usage: `--seller ID | --operator  --name TEXT --address ADDRESS --role ${[...SELLER_ROLES, ...OPERATOR_ROLES].join('|')} [--language de]`,
  options: {
    ...teamOptions,
    name: { type: 'string' },
    address: { type: 'string' },
    role: { type: 'string' },
    language: { type: 'string' },
  },
  words: [],
  async run({ values }, context) {
    const found = await findTeam(values, context);
    if ('sentence' in found) {
      context.err(found.sentence);
      return FAILED;
    }
    const text = (name: string): string => optionText(values, name) ?? '';
    const invitation = {
      team: found.team,
      name: text('name'),
      address: text('address'),
      language: optionText(values, 'language') ?? 'en',
      role: text('role'),
    };
    const outcome = await context.db
      .transaction()
      .execute((tx) => invite(tx, context, invitation, COMMAND_LINE));
    if (outcome.kind === 'refused' || outcome.kind === 'member-already') {
      const isThere = outcome.kind === 'member-already';
      context.err(isThere ? 'They have this place already.' : `--${outcome.field} ${outcome.reason}.`);
      return FAILED;
    }
    context.err(`User ${outcome.seatId}.`);
    if (outcome.kind === 'invited') printLink(context, outcome.linkId);
    else context.err('They sign in already: the new place is there when they next do.');
    return DONE;
  },
};

const list: SubVerb = {
  usage: '--seller ID | --operator',
  options: teamOptions,
  words: [],
  async run({ values }, context) {
    const found = await findTeam(values, context);
    if ('sentence' in found) {
      context.err(found.sentence);
      return FAILED;
    }
    const rows = (await listTeam(context.db, found.team)).map((member) => [
      member.id,
      member.role,
      member.state,
      timeText(member.lastSeenAt),
      member.address,
      member.name,
    ]);
    for (const line of tableLines([['ID', 'ROLE', 'STATE', 'LAST SEEN', 'ADDRESS', 'NAME'], ...rows]))
      context.out(line);
    return DONE;
  },
};

/** The team and seat of a person that is named by address; null where they have none there. */
async function findSeat(
  values: OptionValues,
  address: string,
  context: VerbContext,
): Promise<{ readonly team: TeamOf; readonly seatId: string } | null> {
  const found = await findTeam(values, context);
  if ('sentence' in found) {
    context.err(found.sentence);
    return null;
  }
  const person = await findPersonByAddress(context.db, address);
  const seats = (await listTeam(context.db, found.team)).filter(
    ({ personId, state }) => personId === person?.id && state !== 'deactivated',
  );
  const wanted = optionText(values, 'from');
  const seat = wanted === null ? seats[0] : seats.find(({ role }) => role === wanted);
  if (seat === undefined) {
    context.err(`${address} has no place there; parley user list shows who has.`);
    return null;
  }
  return { team: found.team, seatId: seat.id };
}

function reportChange(outcome: SeatChange, done: string, { out, err }: VerbContext): number {
  switch (outcome) {
    case 'done':
      out(done);
      return DONE;
    case 'unchanged':
      out('Nothing to change.');
      return DONE;
    case 'no-such-seat':
      err('There is no such user any more.');
      return FAILED;
    case 'no-such-role':
      err(`Roles of a seller: ${SELLER_ROLES.join(', ')}. Of the operator: ${OPERATOR_ROLES.join(', ')}.`);
      return CALLED_WRONGLY;
    case 'last-of-its-kind':
      err('Nobody would be left who can change the team: give another person this role first.');
      return FAILED;
  }
}

const role: SubVerb = {
  usage: 'ADDRESS ROLE  --seller ID | --operator [--from ROLE]',
  options: { ...teamOptions, from: { type: 'string' } },
  words: ['ADDRESS', 'ROLE'],
  async run({ values, words: [address = '', wanted = ''] }, context) {
    const seat = await findSeat(values, address, context);
    if (seat === null) return FAILED;
    const change = { at: context.clock.now(), actor: COMMAND_LINE, auditId: context.ids.uuid() };
    const outcome = await context.db
      .transaction()
      .execute((tx) => changeRole(tx, seat.team, seat.seatId, wanted, change));
    return reportChange(outcome, `${address} is ${wanted} now.`, context);
  },
};

/** Shuts a person out everywhere: sessions and links end with it. */
async function shutOut(address: string, context: VerbContext): Promise<number> {
  const { db, clock, ids, out, err } = context;
  const person = await findPersonByAddress(db, address);
  if (person === null) {
    err(`${address} is nobody here.`);
    return FAILED;
  }
  const at = clock.now();
  await db.transaction().execute(async (tx) => {
    const change = { personId: person.id, isActive: false, at, actor: COMMAND_LINE, auditId: ids.uuid() };
    if (!(await setActive(tx, change))) return;
    await endSessions(tx, { by: 'owner', owner: { personId: person.id }, butNot: null }, 'deactivated', at);
    await revokeLinks(tx, person.id, at);
  });
  out(`${address} can't sign in any more.`);
  return DONE;
}

const deactivate: SubVerb = {
  usage: 'ADDRESS  --seller ID | --operator | --everywhere',
  options: { ...teamOptions, everywhere: { type: 'boolean' } },
  words: ['ADDRESS'],
  async run({ values, words: [address = ''] }, context) {
    if (values['everywhere'] === true) return shutOut(address, context);
    const seat = await findSeat(values, address, context);
    if (seat === null) return FAILED;
    const change = { at: context.clock.now(), actor: COMMAND_LINE, auditId: context.ids.uuid() };
    const outcome = await context.db
      .transaction()
      .execute((tx) => endSeat(tx, seat.team, seat.seatId, change));
    return reportChange(outcome, `${address} has no place there any more.`, context);
  },
};

const reset: SubVerb = {
  usage: 'ADDRESS      (a link by which they choose a new password; lets in again who was shut out)',
  options: {},
  words: ['ADDRESS'],
  async run({ words: [address = ''] }, context) {
    const { db, clock, ids, err } = context;
    const person = await findPersonByAddress(db, address);
    if (person === null) {
      err(`${address} is nobody here.`);
      return FAILED;
    }
    const linkId = await db.transaction().execute(async (tx) => {
      const change = { personId: person.id, isActive: true, at: clock.now(), actor: COMMAND_LINE };
      await setActive(tx, { ...change, auditId: ids.uuid() });
      return makeAccountLink(tx, context, { personId: person.id, kind: 'reset', madeBy: COMMAND_LINE });
    });
    printLink(context, linkId);
    return DONE;
  },
};

/** `parley user …`. */
export const user: Verb = verbOf('user', 'People who sign in: of sellers and of the operator.', {
  add,
  list,
  role,
  deactivate,
  reset,
});
