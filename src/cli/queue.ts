import { say } from '#locales/catalogue.ts';
import type { DeliveryState, VisibleState } from '#market/delivery.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { QueuedDelivery } from '#store/queue.ts';
import { cancelDelivery, findDelivery, listDeliveries, queueDepth, retryDelivery } from '#store/queue.ts';
import { messagesInState } from '#views/messages.ts';

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

const STATES: readonly DeliveryState[] = ['queued', 'handed_over', 'refused', 'expired', 'cancelled'];
const VISIBLE_STATES: readonly VisibleState[] = [
  'refused',
  'held',
  'kept',
  'queued',
  'delayed',
  'handed-over',
  'refused-by-provider',
  'expired',
  'cancelled',
  'read',
];
const NOT_FOUND = 'There is no such delivery; parley queue list shows their ids.';

function readLimit(values: OptionValues): number | null {
  const text = optionText(values, 'limit') ?? '50';
  return /^[1-9]\d{0,3}$/u.test(text) ? Number(text) : null;
}

function answerOf({
  remoteCode,
  remoteEnhanced,
  remoteAnswer,
  remoteHost,
}: Omit<QueuedDelivery, 'id'>): string {
  const parts = [remoteHost, remoteCode === null ? null : String(remoteCode), remoteEnhanced, remoteAnswer];
  return parts.filter((part) => part !== null).join(' ') || '-';
}

const list: SubVerb = {
  usage: `[--state ${STATES.join('|')}] [--limit 50]`,
  options: { state: { type: 'string' }, limit: { type: 'string' } },
  words: [],
  async run({ values }, { db, clock, out, err }) {
    const wished = optionText(values, 'state');
    const state = STATES.find((item) => item === wished) ?? null;
    const limit = readLimit(values);
    if ((wished !== null && state === null) || limit === null) {
      err(`--state takes one of ${STATES.join(', ')}; --limit a number from 1 to 9999.`);
      return CALLED_WRONGLY;
    }
    const now = clock.now();
    const rows = (await listDeliveries(db, { state, messageId: null, before: null, limit }, now)).map(
      (item) => [
        item.id,
        item.onItsWay ? 'on its way' : item.state,
        item.recipient,
        item.notice === null ? 'message' : `notice: ${item.notice}`,
        String(item.attemptCount),
        timeText(item.nextAttemptAt),
        answerOf(item),
      ],
    );
    const heading = ['ID', 'STATE', 'TO', 'WHAT', 'ATTEMPTS', 'NEXT', 'LAST ANSWER'];
    for (const line of tableLines([heading, ...rows])) out(line);
    const { queued, due, oldestCreatedAt } = await queueDepth(db, now);
    out(`${queued} in the queue, ${due} of them due; the oldest from ${timeText(oldestCreatedAt)}`);
    return DONE;
  },
};

const messages: SubVerb = {
  usage: `--state ${VISIBLE_STATES.join('|')} [--limit 50]`,
  options: { state: { type: 'string' }, limit: { type: 'string' } },
  words: [],
  async run({ values }, { db, out, err }) {
    const wished = optionText(values, 'state');
    const state = VISIBLE_STATES.find((item) => item === wished);
    const limit = readLimit(values);
    if (state === undefined || limit === null) {
      err(`--state takes one of ${VISIBLE_STATES.join(', ')}; --limit a number from 1 to 9999.`);
      return CALLED_WRONGLY;
    }
    const rows = (await messagesInState(db, state, limit, MESSAGE_WINDOW)).map((message) => [
      message.id,
      message.author,
      timeText(message.receivedAt),
      message.reasons.map(({ code }) => code).join(' ') || '-',
    ]);
    for (const line of tableLines([['MESSAGE', 'AUTHOR', 'RECEIVED', 'REASONS'], ...rows])) out(line);
    out(`${rows.length} of the newest ${MESSAGE_WINDOW} messages: ${say('en', `page.state.${state}`)}`);
    return DONE;
  },
};

/** How far back `queue messages` looks. */
const MESSAGE_WINDOW = 10_000;

const show: SubVerb = {
  usage: 'DELIVERY-ID',
  options: {},
  words: ['DELIVERY-ID'],
  async run({ words: [id = ''] }, { db, clock, out, err }) {
    const delivery = isId(id) ? await findDelivery(db, id, clock.now()) : null;
    if (delivery === null) {
      err(NOT_FOUND);
      return FAILED;
    }
    const facts = [
      ['state', delivery.onItsWay ? 'on its way' : delivery.state],
      ['marketplace', delivery.marketplaceId],
      ['seller', delivery.sellerId],
      ['to', delivery.recipient],
      ['message', delivery.messageId ?? `(notice: ${delivery.notice})`],
      ['created', timeText(delivery.createdAt)],
      ['next attempt', timeText(delivery.nextAttemptAt)],
      ['expires', timeText(delivery.expiresAt)],
      ['settled', timeText(delivery.settledAt)],
      ['last answer', answerOf(delivery)],
    ];
    for (const line of tableLines(facts)) out(line);
    const attempts = delivery.attempts.map((attempt) => [
      `attempt ${attempt.attemptNo}`,
      timeText(attempt.at),
      attempt.outcome,
      answerOf({ ...delivery, ...attempt }),
    ]);
    for (const line of tableLines(attempts)) out(line);
    return DONE;
  },
};

type Change = Parameters<typeof cancelDelivery>[1];
type Outcome = Awaited<ReturnType<typeof cancelDelivery>> | Awaited<ReturnType<typeof retryDelivery>>;

function changeVerb(change: (context: VerbContext, change: Change) => Promise<Outcome>): SubVerb {
  return {
    usage: 'DELIVERY-ID',
    options: {},
    words: ['DELIVERY-ID'],
    async run({ words: [id = ''] }, context) {
      const { ids, clock, out, err } = context;
      const outcome = isId(id)
        ? await change(context, { id, at: clock.now(), actor: COMMAND_LINE, auditId: ids.uuid() })
        : 'not-found';
      if (outcome === 'cancelled' || outcome === 'due-now') {
        out(`${id}: ${outcome === 'cancelled' ? 'cancelled' : 'due now'}`);
        return DONE;
      }
      err(outcome === 'not-found' ? NOT_FOUND : say('en', `problem.${outcome}`));
      return FAILED;
    },
  };
}

/** `parley queue …`. */
export const queue: Verb = verbOf('queue', 'What waits to leave, and what became of it.', {
  list,
  show,
  messages,
  retry: changeVerb(({ db }, change) =>
    db.transaction().execute((tx) => retryDelivery(tx, change, DELIVERY_LIFETIME_MS)),
  ),
  cancel: changeVerb(({ db }, change) => db.transaction().execute((tx) => cancelDelivery(tx, change))),
});
