import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import fc from 'fast-check';

import { correctClock, markNoAnswerNeeded, undoNoAnswerNeeded } from '#flow/response-clock.ts';
import { everyHour, readClock } from '#market/response-clock.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, writeMessage } from '#test/support/sample-market.ts';

import { acceptDecided, lockMessage, refuseDecided, restoreMessage } from './decide-message.ts';
import { clockEvents } from './response-clock.ts';

// The list of conversations sorts by what their rows carry, and explains it by the clock: the two must never differ.

const database = await freshDatabase();
const { db } = database;
after(() => database.drop());
const market = await sampleMarket(database);
const { anna: seller, jan: buyer } = market;
const ids = createSystemIds();
const actor = { kind: 'command-line', id: null, label: 'test' } as const;
const minute = (count: number): Date => new Date(MARKET_AT.getTime() + count * 60_000);

async function compare(conversationId: string, now: number): Promise<void> {
  const { waiting_since: since } = await db
    .selectFrom('conversation')
    .select('waiting_since')
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow();
  const events = await clockEvents(db, { marketplaceId: 'de', sellerId: seller.id, conversationId });
  const { waits, trace, totalMs } = readClock(events, everyHour(24), minute(now));
  const running = waits.find(({ endedAt }) => endedAt === null);
  assert.deepEqual(since, running?.startedAt ?? null);
  assert.equal(
    trace.reduce((sum, { countedMs }) => sum + countedMs, 0),
    totalMs,
  );
}

const ACTIONS = [
  'ask',
  'ask',
  'thank',
  'answer',
  'answer',
  'absence-note',
  'held question',
  'refused answer',
  'release',
  'block',
  'undo the block',
  'mark',
  'undo the mark',
  'exclude',
  'call in time',
] as const;
type Action = (typeof ACTIONS)[number];

/** One conversation and what is done in it, a minute after the other. */
class History {
  #now = 0;
  readonly conversationId: string;
  readonly #messages: WrittenMessage[];
  readonly #held: string[] = [];
  readonly #blocked: string[] = [];

  constructor(first: WrittenMessage) {
    this.conversationId = first.conversationId;
    this.#messages = [first];
  }

  async #write(author: 'buyer' | 'seller', text: string, more: object = {}): Promise<WrittenMessage> {
    const { conversationId } = this;
    const shared = { seller, buyer, conversationId, minute: this.#now, mailed: false } as const;
    const message = await writeMessage(database, { ...shared, author, text, ...more });
    this.#messages.push(message);
    return message;
  }

  async #decide(id: string | undefined, what: 'release' | 'block' | 'restore'): Promise<void> {
    if (id === undefined) return;
    const at = minute(this.#now);
    await db.transaction().execute(async (tx) => {
      const message = await lockMessage(tx, id);
      assert.ok(message);
      const late = { at, dueAt: at, expiresAt: at };
      if (what === 'release') await acceptDecided(tx, message, { amended: null, delivery: null, ...late });
      else if (what === 'block') await refuseDecided(tx, message, { code: 'by-operator', detail: '-' }, at);
      else await restoreMessage(tx, message, { ...message.before, state: 'accepted' }, at);
    });
  }

  async do(action: Action, pick: number): Promise<void> {
    this.#now += 1;
    const ports = { db, ids, clock: { now: () => minute(this.#now) } };
    const wish = { actor, sellerId: seller.id };
    const some = this.#messages[pick % this.#messages.length]?.id ?? '';
    switch (action) {
      case 'ask':
        return void (await this.#write('buyer', 'Where is it?'));
      case 'thank':
        return void (await this.#write('buyer', 'Thank you very much!'));
      case 'answer':
        return void (await this.#write('seller', 'On its way.'));
      case 'absence-note':
        return void (await this.#write('seller', 'Away.', { automatic: 'absence-note' }));
      case 'held question':
        return void this.#held.push((await this.#write('buyer', 'Held?', { state: 'held' })).id);
      case 'refused answer':
        return void (await this.#write('seller', 'Refused.', { state: 'refused' }));
      case 'release':
        return this.#decide(this.#held.pop(), 'release');
      case 'block': {
        const { state } = await db
          .selectFrom('message')
          .select('state')
          .where('id', '=', some)
          .executeTakeFirstOrThrow();
        if (state !== 'accepted') return;
        this.#blocked.push(some);
        return this.#decide(some, 'block');
      }
      case 'undo the block':
        return this.#decide(this.#blocked.pop(), 'restore');
      case 'mark':
        return void (await markNoAnswerNeeded(ports, this.conversationId, wish));
      case 'undo the mark':
        return void (await undoNoAnswerNeeded(ports, this.conversationId, wish));
      case 'exclude':
      case 'call in time': {
        const outcome = action === 'exclude' ? 'excluded' : 'in-time';
        return void (await correctClock(ports, some, { actor, outcome, reason: 'x' }));
      }
    }
  }
}

const open = (): Promise<WrittenMessage> =>
  writeMessage(database, { seller, buyer, author: 'buyer', text: 'Hello?', mailed: false });

test('what a conversation’s row says of its clock is what the clock says, whatever happens in it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat(20)), { maxLength: 14 }),
      async (actions) => {
        const history = new History(await open());
        for (const [action, pick] of actions) {
          await history.do(action, pick);
          await compare(history.conversationId, actions.length + 1);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('and in whatever order the nodes commit', async () => {
  const message = fc.record({
    author: fc.constantFrom('buyer' as const, 'seller' as const),
    text: fc.constantFrom('Where is it?', 'Thanks!'),
    minute: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 10 }), async (messages) => {
      const { conversationId } = await open();
      for (const { author, text, minute: at } of messages)
        await writeMessage(database, {
          seller,
          buyer,
          author,
          text,
          minute: at,
          conversationId,
          mailed: false,
        });
      await compare(conversationId, 10);
    }),
    { numRuns: 25 },
  );
});
