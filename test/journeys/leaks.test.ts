import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import fc from 'fast-check';

import { formatAddress } from '#mail/address.ts';
import type { Side } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import type { MailPlan } from '#test/support/canary-mail.ts';
import {
  ATTACHMENTS,
  LANGUAGES,
  QUOTE_STYLES,
  TYPED,
  absenceNote,
  canaryMail,
  deliveryReport,
} from '#test/support/canary-mail.ts';
import type { Pair } from '#test/support/canary-people.ts';
import { canariesOf, introduce, personOf, zoneOf } from '#test/support/canary-people.ts';
import { findLeaks } from '#test/support/leaks.ts';
import type { Arrived } from '#test/support/test-relay.ts';
import { startTestRelay } from '#test/support/test-relay.ts';
import { listConversations } from '#views/conversations.ts';
import { listMessages } from '#views/messages.ts';

// The property that matters most (architecture paper, section 6; threats, section 4; ALIAS 3): whatever two people
// write to each other, whatever their programs and hosts put into it, nothing that names one of them occurs in any
// byte that leaves for the other.

const CONVERSATIONS = 60;

const couples = Array.from({ length: CONVERSATIONS + 20 }, (_, index) => ({
  buyer: personOf('buyer', index),
  seller: personOf('seller', index),
}));
const relay = await startTestRelay({
  guidelines: 'lenient',
  zone: zoneOf(couples.flatMap(({ buyer, seller }) => [buyer, seller])),
});
after(() => relay.stop());
const pairs = await introduce(relay, couples);

type Step =
  | { readonly kind: 'mail'; readonly side: Side; readonly plan: MailPlan }
  | { readonly kind: 'absence-note'; readonly side: Side }
  | { readonly kind: 'report'; readonly side: Side; readonly action: 'failed' | 'delayed' };

const side = fc.constantFrom<Side>('buyer', 'seller');
const plan: fc.Arbitrary<MailPlan> = fc.record({
  style: fc.constantFrom(...QUOTE_STYLES),
  language: fc.constantFrom(...LANGUAGES),
  body: fc.constantFrom('text', 'html', 'both'),
  transfer: fc.constantFrom('8bit', 'quoted-printable', 'base64'),
  charset: fc.oneof(
    { weight: 8, arbitrary: fc.constant('utf-8' as const) },
    { weight: 1, arbitrary: fc.constantFrom('utf-16le' as const, 'utf-7' as const) },
  ),
  typed: fc.subarray([...TYPED], { maxLength: 5 }),
  attachments: fc.subarray([...ATTACHMENTS], { maxLength: 4 }),
  signature: fc.boolean(),
  subject: fc.constantFrom('plain', 'address', 'encoded', 'empty'),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('mail' as const), side, plan }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('absence-note' as const), side }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      side,
      action: fc.constantFrom('failed', 'delayed'),
    }),
  },
);

/** One conversation under way: what reached each side's provider so far. */
class Correspondence {
  readonly arrived: Record<Side, Arrived[]> = { buyer: [], seller: [] };
  readonly pair: Pair;
  #serial = 0;

  constructor(pair: Pair) {
    this.pair = pair;
  }

  /** Does a step and waits for everything that it made leave. Gives the reply, or null where there was nothing to do. */
  async does(step: Step): Promise<string | null> {
    this.#serial += 1;
    const { pair } = this;
    const author = pair.people[step.side];
    // What the other side wrote; not a notice, which nobody answers.
    const answered =
      this.arrived[step.side].findLast(({ mail }) =>
        mail.from.some(({ address }) => formatAddress(address) === this.#alias(otherSide(step.side))),
      ) ?? null;
    if (step.kind === 'mail') {
      const raw = canaryMail({
        plan: step.plan,
        author,
        to: this.#alias(otherSide(step.side)),
        own: this.#alias(step.side),
        serial: this.#serial,
        answered:
          answered === null ? null : { id: answered.mail.messageId ?? '', text: answered.mail.text ?? '' },
      });
      return this.#sends(author.address, this.#alias(otherSide(step.side)), raw);
    }
    if (answered === null) return null;
    const { reversePath } = answered;
    const raw =
      step.kind === 'absence-note'
        ? absenceNote(author, reversePath, answered.mail.messageId ?? '', this.#serial)
        : deliveryReport(author, reversePath, answered.raw, step.action, this.#serial);
    return this.#sends('', reversePath, raw);
  }

  #alias(of: Side): string {
    return of === 'buyer' ? this.pair.buyerAlias : this.pair.sellerAlias;
  }

  async #sends(from: string, to: string, raw: Buffer): Promise<string> {
    const reply = await relay.sendBack({ from, to, raw });
    await this.#receives();
    return reply;
  }

  async #receives(): Promise<void> {
    const { rows } = await relay.database.pool.query<{ recipient: Side; count: string }>(
      'select recipient, count(*) from delivery where seller_id = $1 group by recipient',
      [this.pair.sellerId],
    );
    for (const { recipient, count } of rows)
      while (this.arrived[recipient].length < Number(count))
        this.arrived[recipient].push(await relay.provider.next(this.pair.people[recipient].address));
  }

  /** What each side can read, in the message centre's own words. */
  async views(of: Side): Promise<string> {
    const { db } = relay.database;
    const reader =
      of === 'buyer'
        ? ({ kind: 'buyer', buyerId: this.pair.buyerId } as const)
        : ({ kind: 'seller', sellerId: this.pair.sellerId } as const);
    const { items } = await listConversations(db, reader, { after: null, limit: 100, orderId: null });
    const messages = [];
    for (const { id } of items)
      messages.push(await listMessages(db, reader, id, { after: null, limit: 100 }));
    return JSON.stringify([items, messages]);
  }
}

const OPENING: MailPlan = {
  style: 'none',
  language: 'en',
  body: 'text',
  transfer: '8bit',
  charset: 'utf-8',
  typed: [],
  attachments: [],
  signature: false,
  subject: 'plain',
};

const counts = { conversations: 0, mails: 0, bytes: 0, replies: new Map<string, number>() };
let nextPair = 0;

test('the mails of the property hold every private string of their author', () => {
  const author = personOf('buyer', 0);
  const canaries = canariesOf(author);
  for (const body of ['text', 'html', 'both'] as const) {
    const plan: MailPlan = { ...OPENING, body, typed: TYPED, attachments: ATTACHMENTS, signature: true };
    const raw = canaryMail({
      plan,
      author,
      to: 'a@a.example',
      own: 'b@a.example',
      serial: 1,
      answered: null,
    });
    const found = new Set(findLeaks(raw, canaries).map(({ canary }) => canary));
    assert.deepEqual(
      [...canaries.texts, ...(canaries.phones ?? [])].filter((text) => !found.has(text)),
      [],
    );
  }
});

test('no conversation tells one side anything of the other', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
      const pair = pairs[nextPair++ % pairs.length]!;
      const correspondence = new Correspondence(pair);
      // Somebody has to begin.
      const opening: Step = { kind: 'mail', side: 'buyer', plan: OPENING };
      for (const next of [opening, ...steps]) {
        const reply = await correspondence.does(next);
        const code = reply?.slice(0, 9) ?? 'nothing';
        counts.replies.set(code, (counts.replies.get(code) ?? 0) + 1);
      }
      for (const reader of ['buyer', 'seller'] as const) {
        const search = canariesOf(pair.people[otherSide(reader)]);
        for (const { raw, reversePath } of correspondence.arrived[reader]) {
          counts.mails += 1;
          counts.bytes += raw.length;
          assert.deepEqual(findLeaks(raw, search), [], `to the ${reader}`);
          assert.deepEqual(findLeaks(reversePath, search), []);
        }
        assert.deepEqual(findLeaks(await correspondence.views(reader), search), [], `the ${reader} reads`);
      }
      counts.conversations += 1;
    }),
    { numRuns: CONVERSATIONS },
  );
});

test('what the property says of is relayed, not refused', async () => {
  const { rows } = await relay.database.pool.query<{ state: string; n: number }>(
    'select state, count(*)::integer as n from message group by state order by state',
  );
  const accepted = rows.find(({ state }) => state === 'accepted')?.n ?? 0;
  const all = rows.reduce((sum, { n }) => sum + n, 0);
  assert.ok(accepted > all * 0.8, JSON.stringify(rows));
  console.log(
    `${counts.conversations} conversations, ${all} messages, ${accepted} relayed; ${counts.mails} mails and ${counts.bytes} octets searched; ${[...counts.replies].map(([code, n]) => `${n} × ${code}`).join(', ')}`,
  );
});
