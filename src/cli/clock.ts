import { correctClock } from '#flow/response-clock.ts';
import { say } from '#locales/catalogue.ts';
import type { MarketClocks, ResponseFigures } from '#market/response-clock.ts';
import { clocksOf } from '#market/response-clock.ts';
import { packFor, requirePacks } from '#packs/read-pack.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import { findSellerId } from '#store/party.ts';
import { openDisputes } from '#store/response-clock.ts';
import type { ClockView, ResponseTimesQuery } from '#views/response-clock.ts';
import { findConversationClock, responseTimesCsv, sellerResponseTimes } from '#views/response-clock.ts';

import type { SubVerb, Verb, VerbContext } from './verb.ts';
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

const LONGEST_DAYS = 90;
const MOST_DISPUTES = 200;

async function readClocks({ db, packsFolder }: VerbContext): Promise<ReadonlyMap<string, MarketClocks>> {
  const packs = requirePacks(packsFolder);
  const marketplaces = await listMarketplaces(db);
  return new Map(
    marketplaces.map((marketplace) => [marketplace.id, clocksOf(packFor(packs, marketplace))] as const),
  );
}

const requireClocks =
  (clocks: ReadonlyMap<string, MarketClocks>) =>
  (marketplaceId: string): MarketClocks => {
    const found = clocks.get(marketplaceId);
    if (found === undefined) throw new Error(`marketplace ${marketplaceId} went away`);
    return found;
  };

function figureRow(marketplace: string, clock: string, figures: ResponseFigures): string[] {
  const { days, inTime, late, open, overdue, uncounted, shareInTime, leftOut } = figures;
  return [
    marketplace,
    clock,
    `${days}`,
    `${inTime}`,
    `${late}`,
    `${open}`,
    `${overdue}`,
    `${uncounted}`,
    shareInTime === null ? '-' : `${(shareInTime * 100).toFixed(1)} %`,
    Object.entries(leftOut)
      .map(([cause, count]) => `${cause} ${count}`)
      .join(', '),
  ];
}

const HEAD = [
  'MARKET',
  'CLOCK',
  'DAYS',
  'IN TIME',
  'LATE',
  'OPEN',
  'OVERDUE',
  'UNCOUNTED',
  'IN TIME OF ALL',
  'LEFT OUT',
];

async function showFigures({ db, out }: VerbContext, query: ResponseTimesQuery): Promise<number> {
  const times = await sellerResponseTimes(db, query);
  const rows = times.flatMap(({ marketplace, figures, businessFigures }) => [
    ...figures.map((found) => figureRow(marketplace, 'every hour', found)),
    ...(businessFigures ?? []).map((found) => figureRow(marketplace, 'business', found)),
  ]);
  for (const line of tableLines([HEAD, ...rows])) out(line);
  return DONE;
}

const figures: SubVerb = {
  usage: 'SELLER [--csv] [--days 7|30|90]',
  options: { csv: { type: 'boolean' }, days: { type: 'string' } },
  words: ['SELLER'],
  async run({ values, words: [name = ''] }, context) {
    const days = Number(optionText(values, 'days') ?? LONGEST_DAYS);
    if (![7, 30, LONGEST_DAYS].includes(days)) {
      context.err('--days takes 7, 30 or 90.');
      return CALLED_WRONGLY;
    }
    const sellerId = await findSellerId(context.db, name);
    if (sellerId === null) {
      context.err('There is no such seller; parley seller list shows them.');
      return FAILED;
    }
    const clocks = await readClocks(context);
    const query = {
      sellerId,
      marketplaces: [...clocks.keys()],
      clocksOf: requireClocks(clocks),
      now: context.clock.now(),
    };
    if (values['csv'] !== true) return showFigures(context, query);
    for await (const line of responseTimesCsv(context.db, query, days)) context.out(line.trimEnd());
    return DONE;
  },
};

function* traceLines({ trace, totalMs }: ClockView): Generator<string> {
  const minutes = (ms: number): string => (ms / 60_000).toFixed(1);
  yield* tableLines([
    ['AT', 'WHAT', 'MESSAGE', 'CAUSE', 'MINUTES', 'BY', 'REASON'],
    ...trace.map(({ at, what, messageId, exclusion, countedMs, by, reason }) => [
      timeText(at),
      what,
      messageId ?? '-',
      exclusion ?? '-',
      minutes(countedMs),
      by ?? '-',
      reason ?? '',
    ]),
    ['', 'total', '', '', minutes(totalMs), '', ''],
  ]);
}

const trace: SubVerb = {
  usage: 'CONVERSATION',
  options: {},
  words: ['CONVERSATION'],
  async run({ words: [id = ''] }, context) {
    const { db, out, err } = context;
    const clocks = await readClocks(context);
    const reading = { clocksOf: requireClocks(clocks), now: context.clock.now() };
    const found = isId(id) ? await findConversationClock(db, { kind: 'operator' }, id, reading) : null;
    if (found === null) {
      err('There is no such conversation.');
      return FAILED;
    }
    out(found.answerDueAt === null ? 'nobody waits' : `answer due at ${timeText(found.answerDueAt)}`);
    for (const line of traceLines(found.clock)) out(line);
    if (found.businessClock === null) return DONE;
    out('');
    out('in business hours');
    for (const line of traceLines(found.businessClock)) out(line);
    return DONE;
  },
};

const disputes: SubVerb = {
  usage: '',
  options: {},
  words: [],
  async run(_, { db, out }) {
    const rows = (await openDisputes(db, MOST_DISPUTES)).map(
      ({ messageId, conversationId, marketplace, seller, disputedAt, reason }) => [
        messageId,
        conversationId,
        marketplace,
        seller,
        timeText(disputedAt),
        reason,
      ],
    );
    const head = ['MESSAGE', 'CONVERSATION', 'MARKETPLACE', 'SELLER', 'SINCE', 'REASON'];
    for (const line of tableLines([head, ...rows])) out(line);
    return DONE;
  },
};

const OUTCOMES = ['in-time', 'excluded', 'unchanged'] as const;

const correct: SubVerb = {
  usage: `MESSAGE --as ${OUTCOMES.join('|')} --reason TEXT`,
  options: { as: { type: 'string' }, reason: { type: 'string' } },
  words: ['MESSAGE'],
  async run({ values, words: [id = ''] }, context) {
    const outcome = OUTCOMES.find((item) => item === optionText(values, 'as'));
    const reason = optionText(values, 'reason');
    if (outcome === undefined || reason === null) {
      context.err(`Say with --as one of ${OUTCOMES.join(', ')}, and with --reason why.`);
      return CALLED_WRONGLY;
    }
    const done = isId(id)
      ? await correctClock(context, id, { actor: COMMAND_LINE, outcome, reason })
      : ({ kind: 'refused', reason: 'not-found' } as const);
    if (done.kind === 'refused') {
      context.err(
        done.reason === 'not-found'
          ? 'There is no such message of a buyer.'
          : say('en', `problem.${done.reason}`),
      );
      return FAILED;
    }
    context.out(`${id}: ${outcome}`);
    return DONE;
  },
};

/** `parley clock`: response times with their trace, disputes and corrections (INBOX 4). */
export const clock: Verb = verbOf('clock', 'How long buyers wait for answers, and why.', {
  figures,
  trace,
  disputes,
  correct,
});
