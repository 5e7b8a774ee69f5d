import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TalkedOrder } from './sample-conversations.ts';
import { sampleConversation } from './sample-conversations.ts';
import { fixedNumbers } from './sample-orders.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY = 86_400_000;

const order = (number: number): TalkedOrder => ({
  id: `302-${1_000_000 + number}-1234567`,
  isShipped: number % 3 !== 0,
  placedAt: new Date(NOW.getTime() - (number % 200) * DAY),
  language: ['de', 'nl', 'pl'][number % 3] ?? 'de',
  product: 'Lamp',
});

test('conversations of every course, in the order of time, none in the future, no placeholder left', () => {
  const next = fixedNumbers(7);
  const talks = Array.from({ length: 1000 }, (_, number) => sampleConversation(order(number), NOW, next));
  for (const { subject, messages } of talks) {
    assert.ok(messages.length > 0);
    const times = messages.map(({ at }) => at.getTime());
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.ok((times.at(-1) ?? 0) < NOW.getTime());
    for (const text of [subject, ...messages.map(({ text: said }) => said)])
      assert.doesNotMatch(text, /[{}]/u);
  }
  const count = (has: (talk: (typeof talks)[number]) => boolean): number => talks.filter(has).length;
  assert.ok(count(({ messages }) => messages.some(({ isAbsenceNote }) => isAbsenceNote)) > 0);
  assert.ok(count(({ messages }) => messages.some(({ delivery }) => delivery === 'refused')) > 0);
  const waiting = count(({ messages }) => messages.at(-1)?.author === 'buyer' && messages.length === 1);
  const talkedLong = count(({ messages }) => messages.length === 3);
  assert.ok(waiting > 20 && talkedLong > 100, `${waiting} wait, ${talkedLong} of three messages`);
});

test('the same numbers make the same conversations', () => {
  const talk = () => sampleConversation(order(5), NOW, fixedNumbers(11));
  assert.deepEqual(talk(), talk());
});
