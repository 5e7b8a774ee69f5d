import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findReason } from '#market/pack.ts';

import { readPacks } from './read-pack.ts';
import { renderReason } from './render-reason.ts';

const packs = readPacks(new URL('../../packs', import.meta.url).pathname).map(({ reading }) => {
  assert.ok(reading.kind === 'pack');
  return reading.pack;
});

const VALUES = {
  orderId: '302-1234567-1234567',
  seller: 'Lampen Huber',
  marketplace: 'Linde',
  amount: '12,00 €',
  adjustmentReason: 'NoInventory',
  text: 'Farbe?',
  newDeliveryDate: '24.12.2026',
  coverageStart: '1.12.2026',
  coverageEnd: '1.12.2028',
};

test('every reason makes a subject and a text with the order id in every language', () => {
  for (const pack of packs)
    for (const language of pack.languages)
      for (const reason of pack.reasons) {
        const { subject, text, language: taken } = renderReason(pack, reason, language, VALUES);
        const where = `${pack.id} ${language} ${reason.id}`;
        assert.equal(taken, language, where);
        assert.ok(text.includes(VALUES.orderId), where);
        assert.ok(!/[{}]|undefined/u.test(subject + text), where);
        // RULE, style: no more than two line breaks in a row.
        assert.ok(!text.includes('\n\n\n'), where);
      }
});

test('the message for a refunded order confirms the adjustment with its reason (ORDER 1)', () => {
  const [pack] = packs;
  assert.ok(pack !== undefined);
  const reason = findReason(pack, 'problem-with-order');
  assert.ok(reason !== null);
  const out = renderReason(pack, reason, 'de', { ...VALUES, text: '' });
  assert.match(out.text, /nicht mehr auf Lager.*12,00 € wurde mit diesem Grund erstattet/su);
  const unsent = renderReason(pack, reason, 'en', { ...VALUES, adjustmentReason: 'CouldNotShip' });
  assert.match(unsent.text, /shipping was not possible/u);
});

test('a buyer whose language the pack lacks gets its first one; an input that is left out leaves no gap', () => {
  for (const pack of packs) {
    const reason = findReason(pack, 'delay');
    assert.ok(reason !== null);
    const { text: _text, ...values } = VALUES;
    const rendered = renderReason(pack, reason, 'fr-FR', values);
    assert.equal(rendered.language, pack.languages[0]);
    assert.ok(!rendered.text.includes('\n\n\n'));
  }
});
