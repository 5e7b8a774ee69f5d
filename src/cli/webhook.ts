import { EVENT_TYPES, isEventType } from '#market/event.ts';
import { MOST_WEBHOOKS, makeWebhookSecret, readWebhookUrl } from '#market/webhook.ts';
import { BEGINNING } from '#store/event-log.ts';
import { findSellerId } from '#store/party.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import type { WebhookEndpoint } from '#store/webhook.ts';
import {
  addWebhook,
  disableWebhook,
  enableWebhook,
  findWebhook,
  listWebhooks,
  removeWebhook,
  replayWebhook,
  rotateWebhookSecret,
} from '#store/webhook.ts';
import type { WebhookDeliveryEntry } from '#store/webhook-delivery.ts';
import { listWebhookDeliveries, redeliverWebhook } from '#store/webhook-delivery.ts';
import { decodePosition } from '#views/events.ts';

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

const traceOf = ({ clock, ids }: VerbContext) => ({
  at: clock.now(),
  actor: COMMAND_LINE,
  auditId: ids.uuid(),
});

const sealingOf = ({ secrets, ids }: VerbContext) => ({
  keys: sealingKeys(secrets),
  random: (length: number) => ids.random(length),
});

/** The seller that the option names, null for the operator; undefined after saying that there is none. */
async function ownerOf(values: OptionValues, { db, err }: VerbContext): Promise<string | null | undefined> {
  const name = optionText(values, 'seller');
  if (name === null) return null;
  const found = await findSellerId(db, name);
  if (found !== null) return found;
  err(`${name} is no seller here; parley seller list shows them.`);
  return undefined;
}

async function requireWebhook(id: string, { db, err }: VerbContext): Promise<WebhookEndpoint | null> {
  const found = isId(id) ? await findWebhook(db, id, 'all') : null;
  if (found === null) err(`${id} is no webhook here; parley webhook list shows them.`);
  return found;
}

const add: SubVerb = {
  usage: 'URL [--seller ID] [--type EVENT]… [--description TEXT]',
  options: {
    seller: { type: 'string' },
    type: { type: 'string', multiple: true },
    description: { type: 'string' },
  },
  words: ['URL'],
  async run({ values, words: [url = ''] }, context) {
    const { db, ids, out, err } = context;
    const reading = readWebhookUrl(url, { allowsHttp: false });
    if ('fault' in reading) {
      err(`${url}: a webhook takes an https address without a user name.`);
      return CALLED_WRONGLY;
    }
    const given = Array.isArray(values['type']) ? values['type'].map(String) : [];
    const types = given.filter(isEventType);
    if (types.length < given.length) {
      err(`All events: ${EVENT_TYPES.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    const owner = await ownerOf(values, context);
    if (owner === undefined) return FAILED;
    const secret = makeWebhookSecret((length) => ids.random(length));
    const description = optionText(values, 'description') ?? '';
    const endpoint = { id: ids.uuid(), owner, url, types, description, secret, most: MOST_WEBHOOKS };
    const result = await db
      .transaction()
      .execute((tx) => addWebhook(tx, endpoint, traceOf(context), sealingOf(context)));
    if (result !== 'added') {
      err(`There are ${MOST_WEBHOOKS} already: remove one first.`);
      return FAILED;
    }
    out(`webhook  ${endpoint.id}`);
    out(`secret   ${secret}`);
    err('The secret is shown this once.');
    return DONE;
  },
};

const list: SubVerb = {
  usage: '[--seller ID]',
  options: { seller: { type: 'string' } },
  words: [],
  async run({ values }, context) {
    const owner = await ownerOf(values, context);
    if (owner === undefined) return FAILED;
    const found = await listWebhooks(context.db, owner === null ? 'all' : { owner });
    const rows = found.map((endpoint) => [
      endpoint.id,
      endpoint.disabledBecause ?? (endpoint.failingSince === null ? 'good' : 'failing'),
      timeText(endpoint.disabledAt ?? endpoint.failingSince ?? endpoint.createdAt),
      endpoint.sellerId ?? 'operator',
      endpoint.url,
    ]);
    for (const line of tableLines([['ID', 'STATE', 'SINCE', 'OWNER', 'URL'], ...rows])) context.out(line);
    return DONE;
  },
};

const remove: SubVerb = {
  usage: 'WEBHOOK',
  options: {},
  words: ['WEBHOOK'],
  async run({ words: [id = ''] }, context) {
    const found = await requireWebhook(id, context);
    if (found === null) return FAILED;
    await context.db.transaction().execute((tx) => removeWebhook(tx, found, traceOf(context)));
    context.out(`${found.url}: removed`);
    return DONE;
  },
};

const rotate: SubVerb = {
  usage: 'WEBHOOK',
  options: {},
  words: ['WEBHOOK'],
  async run({ words: [id = ''] }, context) {
    const found = await requireWebhook(id, context);
    if (found === null) return FAILED;
    const secret = makeWebhookSecret((length) => context.ids.random(length));
    await context.db
      .transaction()
      .execute((tx) => rotateWebhookSecret(tx, found, secret, traceOf(context), sealingOf(context)));
    context.out(secret);
    context.err('It is shown this once. The secret before it signs too for a day.');
    return DONE;
  },
};

const disable: SubVerb = {
  usage: 'WEBHOOK',
  options: {},
  words: ['WEBHOOK'],
  async run({ words: [id = ''] }, context) {
    const found = await requireWebhook(id, context);
    if (found === null) return FAILED;
    const isDone = await context.db
      .transaction()
      .execute((tx) => disableWebhook(tx, found, 'owner', traceOf(context)));
    if (!isDone) context.err('It is off already.');
    return isDone ? DONE : FAILED;
  },
};

const enable: SubVerb = {
  usage: 'WEBHOOK',
  options: {},
  words: ['WEBHOOK'],
  async run({ words: [id = ''] }, context) {
    const found = await requireWebhook(id, context);
    if (found === null) return FAILED;
    const isDone = await context.db.transaction().execute((tx) => enableWebhook(tx, found, traceOf(context)));
    if (!isDone) context.err('It is on already.');
    return isDone ? DONE : FAILED;
  },
};

const replay: SubVerb = {
  usage: 'WEBHOOK [--after CURSOR]',
  options: { after: { type: 'string' } },
  words: ['WEBHOOK'],
  async run({ values, words: [id = ''] }, context) {
    const { db, out, err } = context;
    const cursor = optionText(values, 'after');
    const after = cursor === null ? BEGINNING : decodePosition(cursor);
    if (after === null) {
      err('--after takes the cursor of an event.');
      return CALLED_WRONGLY;
    }
    const found = await requireWebhook(id, context);
    if (found === null) return FAILED;
    if (found.disabledAt !== null) {
      err('It is off: parley webhook enable comes first.');
      return FAILED;
    }
    await db.transaction().execute((tx) => replayWebhook(tx, found, after, traceOf(context)));
    out('The events are sent again by the running server.');
    return DONE;
  },
};

const STATES = ['queued', 'delivered', 'failed', 'cancelled'] as const;

const log: SubVerb = {
  usage: `WEBHOOK [--state ${STATES.join('|')}] [--limit N]`,
  options: { state: { type: 'string' }, limit: { type: 'string' } },
  words: ['WEBHOOK'],
  async run({ values, words: [id = ''] }, context) {
    const wanted = optionText(values, 'state');
    const state = STATES.find((one) => one === wanted) ?? null;
    const limit = Number(optionText(values, 'limit') ?? '50');
    if ((wanted !== null && state === null) || !Number.isInteger(limit) || limit < 1 || limit > 1000) {
      context.err(`--state takes one of ${STATES.join(', ')}, --limit a number up to 1000.`);
      return CALLED_WRONGLY;
    }
    const found = await requireWebhook(id, context);
    if (found === null) return FAILED;
    const rows = await listWebhookDeliveries(context.db, found.id, { before: null, limit, state });
    const heading = ['ID', 'STATE', 'SINCE', 'ATTEMPTS', 'ANSWER', 'EVENT', 'TYPE'];
    for (const line of tableLines([heading, ...rows.map(logLine)])) context.out(line);
    return DONE;
  },
};

function logLine(entry: WebhookDeliveryEntry): string[] {
  const { id, state, settledAt, createdAt, attemptCount, lastStatus, lastFailure, event, type } = entry;
  const answer = lastStatus === null ? (lastFailure ?? '-') : String(lastStatus);
  return [id, state, timeText(settledAt ?? createdAt), String(attemptCount), answer, event, type];
}

const redeliver: SubVerb = {
  usage: 'WEBHOOK DELIVERY',
  options: {},
  words: ['WEBHOOK', 'DELIVERY'],
  async run({ words: [endpointId = '', id = ''] }, context) {
    const { db, ids, clock, out, err } = context;
    const found = await requireWebhook(endpointId, context);
    if (found === null) return FAILED;
    const delivery = { endpointId: found.id, id, newId: ids.uuid(), at: clock.now() };
    const isDone =
      isId(id) &&
      found.disabledAt === null &&
      (await db.transaction().execute((tx) => redeliverWebhook(tx, delivery)));
    if (isDone) out(delivery.newId);
    else err('There is no such delivery, or the webhook is off.');
    return isDone ? DONE : FAILED;
  },
};

/** `parley webhook …`: endpoints that are told what happened (API 3). */
export const webhook: Verb = verbOf('webhook', 'Programs that are told what happened.', {
  add,
  list,
  remove,
  rotate,
  disable,
  enable,
  replay,
  log,
  redeliver,
});
