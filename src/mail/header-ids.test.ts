import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDate } from './header-date.ts';
import { parseMessageIds } from './header-ids.ts';

test('message ids are found in whatever stands around them', () => {
  const cases: readonly [text: string, ids: string[]][] = [
    ['<a@b.example>', ['a@b.example']],
    ['<a@b.example>\r\n\t<c@d.example>', ['a@b.example', 'c@d.example']],
    ['<a@b.example><c@d.example>', ['a@b.example', 'c@d.example']],
    ['<a@b.example>, <a@b.example>', ['a@b.example']],
    ['Your message of "Tue, 3 Nov" <a@b.example>', ['a@b.example']],
    ['<a@\r\n b.example>', ['a@b.example']],
    ['<no-at-sign>', ['no-at-sign']],
    ['a@b.example', ['a@b.example']],
    ['a@b.example c@d.example', ['a@b.example', 'c@d.example']],
    ['message of Tuesday', []],
    ['<>', []],
    ['<a@b.example', []],
    ['<<a@b.example>>', ['a@b.example']],
    ['<half <a@b.example>', ['a@b.example']],
    ['<a\0b@c.example>', []],
    [`<${'a'.repeat(600)}@b.example>`, []],
    ['=?utf-8?q?=3Ca=40b.example=3E?=', []],
    ['', []],
  ];
  for (const [text, ids] of cases) assert.deepEqual(parseMessageIds(text), ids, text);
});

test('of a thousand ids the first and the last ones are kept', () => {
  const all = Array.from({ length: 1000 }, (_, index) => `${index}@x.example`);
  const ids = parseMessageIds(all.map((id) => `<${id}>`).join(' '));
  assert.deepEqual(ids, [...all.slice(0, 1), ...all.slice(-99)]);
});

test('dates: RFC 5322 and what was before it', () => {
  const cases: readonly [text: string, iso: string | null][] = [
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
    ['Fri, 21 Nov 1997 09:55 EST', '1997-11-21T14:55:00.000Z'],
    ['Tue, 3 Nov 2026 10:00:00 +0100 (CET)', '2026-11-03T09:00:00.000Z'],
    ['Thu,\r\n 13\r\n Feb\r\n 1969\r\n 23:32\r\n -0330 (Newfoundland Time)', '1969-02-14T03:02:00.000Z'],
    ['Tue, 03 November 2026 10:00:00 Z', '2026-11-03T10:00:00.000Z'],
    ['3 Nov 2026', '2026-11-03T00:00:00.000Z'],
    ['31 Dec 2016 23:59:60 +0000', '2017-01-01T00:00:00.000Z'],
    ['Tue, 31 Feb 2026 10:00:00 +0000', null],
    ['Tue, 3 Foo 2026 10:00:00 +0000', null],
    ['Tue, 3 Nov 2026 25:00:00 +0000', null],
    ['yesterday', null],
    ['', null],
  ];
  for (const [text, iso] of cases) assert.equal(parseDate(text)?.toISOString() ?? null, iso, text);
});
