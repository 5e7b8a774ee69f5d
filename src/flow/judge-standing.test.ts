import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { EnforcementStep, StepKind } from '#market/enforcement.ts';
import { STEP_KINDS } from '#market/enforcement.ts';
import type { Door } from '#market/message.ts';
import { PERMIT } from '#market/verdict.ts';
import { sampleRelationship } from '#test/support/sample-relationship.ts';

import { judgeConversation, judgeStanding } from './judge-standing.ts';
import type { Submission } from './submission.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const step = (kind: StepKind, endsAt: Date | null = null): EnforcementStep => ({
  id: kind,
  kind,
  beginsAt: NOW,
  endsAt,
  liftedAt: null,
});

function submission(
  steps: readonly EnforcementStep[],
  more: { author?: 'buyer' | 'seller'; door?: Door } = {},
): Submission {
  const relationship = sampleRelationship();
  return {
    relationship: { ...relationship, seller: { ...relationship.seller, steps } },
    author: more.author ?? 'seller',
    door: more.door ?? 'mail',
    receivedAt: NOW,
  } as Submission;
}

test('every step at every door, for answers and for first messages', () => {
  const refuses: Readonly<Record<StepKind, { first: boolean; answer: boolean }>> = {
    warned: { first: false, answer: false },
    'templates-only': { first: true, answer: false },
    'messaging-suspended': { first: true, answer: true },
    'selling-suspended': { first: false, answer: false },
  };
  for (const kind of STEP_KINDS)
    for (const door of ['mail', 'web', 'api'] as const)
      for (const isReply of [false, true]) {
        const verdict = judgeStanding(submission([step(kind)], { door }), { isReply }, null);
        const wanted = refuses[kind][isReply ? 'answer' : 'first'];
        assert.equal(verdict.kind, wanted ? 'refuse' : 'permit', `${kind} ${door} ${isReply}`);
        assert.deepEqual(
          judgeStanding(submission([step(kind)], { door, author: 'buyer' }), { isReply }, null),
          PERMIT,
        );
      }
});

test('the refusal says until when; a step that is over says nothing', () => {
  const ends = new Date('2026-11-30T23:30:00Z');
  const verdict = judgeStanding(submission([step('messaging-suspended', ends)]), { isReply: false }, null);
  // Half past midnight in the marketplace's zone.
  assert.deepEqual(verdict.reasons, [{ code: 'messaging-suspended', detail: ' (→ 1. Dezember 2026)' }]);
  assert.deepEqual(
    judgeStanding(submission([step('messaging-suspended', NOW)]), { isReply: false }, null),
    PERMIT,
  );
});

test('a closed conversation takes nothing', () => {
  assert.equal(judgeConversation(true).kind, 'refuse');
  assert.deepEqual(judgeConversation(false), PERMIT);
});
