import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Authentication, AuthenticationResult } from './authentication.ts';
import { decideAuthentication } from './authentication.ts';

function authentication(
  dmarc: Authentication['dmarc']['result'],
  {
    aligned = false,
    spf = 'none',
    dkim = [],
    arcSealer = null,
  }: {
    aligned?: boolean;
    spf?: AuthenticationResult;
    dkim?: AuthenticationResult[];
    arcSealer?: string | null;
  } = {},
): Authentication {
  return {
    spf: { result: spf, domain: 'example.nl' },
    dkim: dkim.map((result) => ({ result, domain: 'example.nl', selector: 's', discounted: null })),
    dmarc: { result: dmarc, policy: 'none', domain: 'example.nl' },
    aligned,
    arcSealer,
  };
}

test('ALIAS 5: who counts as authenticated', () => {
  const cases: readonly [Authentication, string][] = [
    [authentication('pass'), 'authenticated'],
    [authentication('none', { aligned: true, spf: 'pass' }), 'authenticated'],
    [authentication('none', { spf: 'pass' }), 'not-authenticated'],
    // A domain with a record is judged by it, whatever is aligned.
    [authentication('fail', { aligned: true, spf: 'pass' }), 'not-authenticated'],
    [authentication('fail', { arcSealer: 'groups.example' }), 'authenticated'],
    [authentication('fail', { spf: 'fail', dkim: ['fail'] }), 'not-authenticated'],
    [authentication('none'), 'not-authenticated'],
    // T15: a look-up that failed for now is never a pass.
    [authentication('temperror'), 'try-later'],
    [authentication('none', { spf: 'temperror' }), 'try-later'],
    [authentication('fail', { dkim: ['fail', 'temperror'] }), 'try-later'],
    [authentication('fail', { spf: 'permerror' }), 'not-authenticated'],
  ];
  for (const [facts, decision] of cases)
    assert.equal(decideAuthentication(facts), decision, JSON.stringify(facts));
});
