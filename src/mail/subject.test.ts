import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanSubject, threadTopic } from './subject.ts';

test('C3, I7: a subject is one line of what can be seen', () => {
  const cases: readonly [text: string, clean: string][] = [
    ['Re: your order', 'Re: your order'],
    ['  a \r\n b\t\tc ', 'a b c'],
    ['a\0b\x1b[31mc\u0085d', 'a b [31mc d'],
    ['a\u2028b\u2029c', 'a b c'],
    ['\u202etxt.exe\u202c \u2066x\u2069', 'txt.exe x'],
    ['zero\u200b\u200c\u200d\u2060\ufeffwidth\u00ad', 'zerowidth'],
    ['a \u200b b', 'a b'],
    ['tag\u{e0041}ged \u115f\u3164', 'tagged'],
    ['Gru\u0308ße', 'Grüße'],
    ['heart ❤️', 'heart ❤️'],
    ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
    ['日本語 العربية', '日本語 العربية'],
    ['', ''],
  ];
  for (const [text, clean] of cases) assert.equal(cleanSubject(text), clean, JSON.stringify(text));
});

test('a long subject is cut between characters', () => {
  assert.equal(cleanSubject('x'.repeat(5000)).length, 1000);
  assert.equal(cleanSubject(`${'x'.repeat(999)}😀`), 'x'.repeat(999));
});

test('any text gives a clean subject, and cleaning again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const clean = cleanSubject(text);
      assert.doesNotMatch(clean, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]| {2}|^ | $/u);
      assert.equal(cleanSubject(clean), clean);
      assert.equal(threadTopic(threadTopic(text)), threadTopic(text));
    }),
    { numRuns: 1000 },
  );
});

test('the topic of a thread is the same with whatever prefixes', () => {
  for (const subject of [
    'Order 302-1234567-1234567',
    'Re: Order 302-1234567-1234567',
    'RE: re: Re: Order 302-1234567-1234567',
    'Re:Order 302-1234567-1234567',
    'Re : Order 302-1234567-1234567',
    'Re[2]: Order 302-1234567-1234567',
    'Re(3): Order 302-1234567-1234567',
    'Re^4: Order 302-1234567-1234567',
    'AW: WG: Order 302-1234567-1234567',
    'Antw: Betr: Order 302-1234567-1234567',
    'Antwort: Order 302-1234567-1234567',
    'TR : RÉF: Order 302-1234567-1234567',
    'R: I: Order 302-1234567-1234567',
    'RV: RES: ENC: Order 302-1234567-1234567',
    'SV: VS: VB: Order 302-1234567-1234567',
    'Odp: PD: Order 302-1234567-1234567',
    'YNT: İLT: Order 302-1234567-1234567',
    'Απ: Σχετ: Order 302-1234567-1234567',
    'Отв: Order 302-1234567-1234567',
    '回复：Order 302-1234567-1234567',
    '答复: 转发：Order 302-1234567-1234567',
    '返信: Order 302-1234567-1234567',
    '회신: Order 302-1234567-1234567',
    'رد: Order 302-1234567-1234567',
    'Fwd: Fw: Order 302-1234567-1234567',
    '[EXTERNAL] Re: Order 302-1234567-1234567',
    'Re: [EXT]: Order 302-1234567-1234567',
    'Order 302-1234567-1234567 (fwd)',
    'order  302-1234567-1234567',
  ])
    assert.equal(threadTopic(subject), 'order 302-1234567-1234567', subject);
});

test('words that only begin like a prefix stay', () => {
  for (const subject of [
    'return: parcel',
    'report: damaged',
    'i have a question: size',
    'trousers: size m',
    're order',
    'rest: 3',
  ])
    assert.equal(threadTopic(subject), subject);
  assert.equal(threadTopic('Re:'), '');
});

test('C10: a subject of prefixes is read in one pass', () => {
  assert.equal(threadTopic('Re: '.repeat(20_000)), '');
});
