import { authoriseApplication, registerApplication, renewSecret } from '#flow/applications.ts';
import { APPLICATION_ROLES, isRedirectUri, readApplicationRoles } from '#market/application.ts';
import type { Application } from '#store/application.ts';
import { findApplication, listApplications, withdrawApplication } from '#store/application.ts';
import { listGrants, withdrawGrant } from '#store/application-grant.ts';
import { nameForPrograms } from '#store/api-marketplace.ts';
import { findSellerId } from '#store/party.ts';

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

function optionList(values: OptionValues, name: string): string[] {
  const given = values[name];
  return Array.isArray(given) ? given.map(String) : [];
}

/** The application that goes on under this id or client id; null after saying that there is none. */
async function requireApplication(name: string, { db, err }: VerbContext): Promise<Application | null> {
  const found = await findApplication(db, name);
  if (found?.withdrawnAt === null) return found;
  err(`${name} is no application here; parley application list shows them.`);
  return null;
}

async function requireSeller(values: OptionValues, { db, err }: VerbContext): Promise<string | null> {
  const name = optionText(values, 'seller') ?? '';
  const found = await findSellerId(db, name);
  if (found === null) err(`${name} is no seller here; parley seller list shows them.`);
  return found;
}

const traceOf = ({ clock, ids }: VerbContext) => ({
  at: clock.now(),
  actor: COMMAND_LINE,
  auditId: ids.uuid(),
});

const add: SubVerb = {
  usage: 'NAME [--role ROLE]… [--redirect URL]…',
  options: { role: { type: 'string', multiple: true }, redirect: { type: 'string', multiple: true } },
  words: ['NAME'],
  async run({ values, words: [name = ''] }, context) {
    const { out, err } = context;
    const reading = readApplicationRoles(optionList(values, 'role'));
    if ('unknown' in reading) {
      err(`${reading.unknown} is no role. All roles: ${APPLICATION_ROLES.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    const redirectUris = optionList(values, 'redirect');
    const bad = redirectUris.find((uri) => !isRedirectUri(uri));
    if (bad !== undefined) {
      err(`${bad}: --redirect takes an https address without fragment.`);
      return CALLED_WRONGLY;
    }
    const wanted = { name, roles: reading.roles, redirectUris };
    const { id, clientId, clientSecret } = await registerApplication(wanted, COMMAND_LINE, context);
    out(`client id      ${clientId}`);
    out(`client secret  ${clientSecret}`);
    err(
      `Application ${id} (${reading.roles.join(', ')}). The secret is shown this once; only its hash is kept.`,
    );
    return DONE;
  },
};

const list: SubVerb = {
  usage: '[--seller ID]',
  options: { seller: { type: 'string' } },
  words: [],
  async run({ values }, context) {
    const { db, out } = context;
    if (optionText(values, 'seller') !== null) return listOfSeller(values, context);
    const rows = (await listApplications(db)).map((found) => [
      found.id,
      found.withdrawnAt === null ? 'good' : 'withdrawn',
      timeText(found.createdAt),
      found.clientId,
      found.name,
      found.roles.join(', '),
    ]);
    const heading = ['ID', 'STATE', 'SINCE', 'CLIENT ID', 'NAME', 'ROLES'];
    for (const line of tableLines([heading, ...rows])) out(line);
    return DONE;
  },
};

async function listOfSeller(values: OptionValues, context: VerbContext): Promise<number> {
  const sellerId = await requireSeller(values, context);
  if (sellerId === null) return FAILED;
  const rows = (await listGrants(context.db, sellerId)).map((grant) => [
    grant.applicationId,
    timeText(grant.grantedAt),
    grant.name,
    grant.roles.join(', '),
  ]);
  for (const line of tableLines([['ID', 'SINCE', 'NAME', 'ROLES'], ...rows])) context.out(line);
  return DONE;
}

const withdraw: SubVerb = {
  usage: 'APPLICATION [--seller ID]',
  options: { seller: { type: 'string' } },
  words: ['APPLICATION'],
  async run({ values, words: [name = ''] }, context) {
    const { db, out, err } = context;
    const found = await requireApplication(name, context);
    if (found === null) return FAILED;
    if (optionText(values, 'seller') === null) {
      await db.transaction().execute((tx) => withdrawApplication(tx, found.id, traceOf(context)));
      out(`${found.name}: withdrawn`);
      return DONE;
    }
    const sellerId = await requireSeller(values, context);
    if (sellerId === null) return FAILED;
    const key = { applicationId: found.id, sellerId };
    const isDone = await db.transaction().execute((tx) => withdrawGrant(tx, key, traceOf(context)));
    if (isDone) out(`${found.name}: acts for this seller no more`);
    else err(`${found.name} doesn't act for this seller.`);
    return isDone ? DONE : FAILED;
  },
};

const rotate: SubVerb = {
  usage: 'APPLICATION',
  options: {},
  words: ['APPLICATION'],
  async run({ words: [name = ''] }, context) {
    const { out, err } = context;
    const found = await requireApplication(name, context);
    const secret = found === null ? null : await renewSecret(found.id, COMMAND_LINE, context);
    if (secret === null) return FAILED;
    out(secret);
    err('It is shown this once. The secret before it is good for 7 days more.');
    return DONE;
  },
};

const authorise: SubVerb = {
  usage: 'APPLICATION --seller ID [--role ROLE]…',
  options: { seller: { type: 'string' }, role: { type: 'string', multiple: true } },
  words: ['APPLICATION'],
  async run({ values, words: [name = ''] }, context) {
    const { out, err } = context;
    const application = await requireApplication(name, context);
    if (application === null) return FAILED;
    const sellerId = await requireSeller(values, context);
    if (sellerId === null) return FAILED;
    const reading = readApplicationRoles(optionList(values, 'role'));
    if ('unknown' in reading) {
      err(`${reading.unknown} is no role. All roles: ${APPLICATION_ROLES.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    const roles = application.roles.filter((role) => reading.roles.includes(role));
    out(await authoriseApplication({ application, sellerId, roles }, COMMAND_LINE, context));
    err(`${application.name} acts for this seller (${roles.join(', ')}). The token is shown this once.`);
    return DONE;
  },
};

const marketplace: SubVerb = {
  usage: 'MARKETPLACE [--name NAME]',
  options: { name: { type: 'string' } },
  words: ['MARKETPLACE'],
  async run({ values, words: [id = ''] }, { db, out, err }) {
    const name = optionText(values, 'name');
    if (name !== null && !/^[A-Za-z0-9-]{1,40}$/u.test(name)) {
      err('--name takes letters, digits and hyphens, such as A1PA6795UKMFR9.');
      return CALLED_WRONGLY;
    }
    if (!(await nameForPrograms(db, id, name))) {
      err('There is no such marketplace, or another one is called so.');
      return FAILED;
    }
    out(`${id}: programs call it ${name ?? id}`);
    return DONE;
  },
};

/** `parley application …`: programs that act for sellers (API 1). */
export const application: Verb = verbOf('application', 'Programs that act for sellers.', {
  add,
  list,
  withdraw,
  rotate,
  authorise,
  marketplace,
});
