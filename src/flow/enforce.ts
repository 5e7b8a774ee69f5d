import type { Transaction } from 'kysely';

import { effectOf, phaseOf } from '#market/enforcement.ts';
import type { EnforcementEffect, StepKind } from '#market/enforcement.ts';
import type { BreachCause } from '#market/enforcement-schedule.ts';
import { dueStep } from '#market/enforcement-schedule.ts';
import type { Actor } from '#market/party.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { writeAudit } from '#store/audit.ts';
import type { StoredStep } from '#store/enforcement.ts';
import { liftStep, listSteps, lockBreaches, lockStep, writeBreach, writeStep } from '#store/enforcement.ts';
import type { ModeratedParties } from '#store/moderated-parties.ts';
import { findModeratedParties } from '#store/moderated-parties.ts';
import type { DB } from '#store/schema.gen.ts';
import { endStatements } from '#store/statement-of-reasons.ts';

import type { Deciding, ModerationPorts, Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';
import { tellDecision } from './tell-decision.ts';

export interface StepWish {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly step: StepKind;
  /** Null: until it is lifted. */
  readonly forDays: number | null;
  /** What happened, in words for the seller. */
  readonly facts: string;
  /** Ids of guideline pages. */
  readonly rules: readonly string[];
  readonly actor: Actor;
}

const DAY_MS = 86_400_000;

/** Takes a step against a seller by hand; it holds at once, and the seller is told why (MOD 2, 3). */
export async function takeStep(
  ports: ModerationPorts,
  wish: StepWish,
): Promise<Outcome<'not-found' | 'facts-missing', { readonly stepId: string }>> {
  if (wish.facts.trim() === '') return refuse('facts-missing');
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const parties = await findModeratedParties(tx, wish, null);
    if (parties === null) return refuse('not-found');
    await lockBreaches(tx, wish.sellerId, wish.marketplaceId);
    const step: StoredStep = {
      id: ports.ids.uuid(),
      kind: wish.step,
      marketplaceId: wish.marketplaceId,
      sellerId: wish.sellerId,
      automatic: false,
      breachIds: [],
      needed: null,
      decidedBy: wish.actor,
      decidedAt: at,
      beginsAt: at,
      endsAt: wish.forDays === null ? null : new Date(at.getTime() + wish.forDays * DAY_MS),
      liftedAt: null,
    };
    await writeStep(tx, step);
    await noteStep(tx, ports, step, wish.actor, at, null, step.kind);
    const facts = { words: wish.facts, source: 'own-initiative', counted: null, rules: wish.rules } as const;
    await tellStep(tx, ports, parties, step, facts, { by: wish.actor, at, toldAt: at });
    return { kind: 'done', stepId: step.id };
  });
}

/** Ends a step before its time, without an objection. */
export async function endStep(
  ports: ModerationPorts,
  stepId: string,
  actor: Actor,
): Promise<Outcome<'not-found' | 'step-over'>> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const step = await lockStep(tx, stepId);
    if (step === null) return refuse('not-found');
    const phase = phaseOf(step, at);
    if (phase === 'lifted' || phase === 'ended') return refuse('step-over');
    await lift(tx, ports, step, { actor, at, cause: 'lifted' });
    return { kind: 'done' };
  });
}

/** What holds for a seller's messages in a marketplace at this moment; for every door. */
export async function enforcementOf(
  { db, clock }: Pick<ModerationPorts, 'db' | 'clock'>,
  sellerId: string,
  marketplaceId: string,
): Promise<EnforcementEffect> {
  return effectOf(await listSteps(db, sellerId, marketplaceId), clock.now());
}

export interface BreachWish {
  readonly parties: ModeratedParties;
  readonly sellerId: string;
  readonly cause: BreachCause;
  readonly rule: string | null;
  readonly messageId: string | null;
  readonly reviewId: string | null;
}

/**
 * Notes a breach, and takes the step that the published schedule asks for (MOD 2). The step begins when it is told.
 * Gives the deliveries that it made.
 */
export async function noteBreach(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  { parties, sellerId, ...breach }: BreachWish,
  { at, toldAt }: Omit<Deciding, 'by'>,
): Promise<readonly string[]> {
  const { marketplace } = parties;
  const rules = ports.rulesFor(marketplace);
  await writeBreach(tx, { ...breach, id: ports.ids.uuid(), marketplaceId: marketplace.id, sellerId, at });
  const breaches = await lockBreaches(tx, sellerId, marketplace.id);
  const steps = await listSteps(tx, sellerId, marketplace.id);
  const due = dueStep(rules, breaches, steps, at);
  if (due === null) return [];
  const later = toldAt.getTime() - at.getTime();
  const step: StoredStep = {
    id: ports.ids.uuid(),
    kind: due.rung.step,
    marketplaceId: marketplace.id,
    sellerId,
    automatic: true,
    breachIds: due.breachIds,
    needed: due.rung.breaches,
    decidedBy: SYSTEM_ACTOR,
    decidedAt: at,
    beginsAt: toldAt,
    endsAt: due.endsAt === null ? null : new Date(due.endsAt.getTime() + later),
    liftedAt: null,
  };
  await writeStep(tx, step);
  await noteStep(tx, ports, step, SYSTEM_ACTOR, at, null, step.kind);
  const counted = { breaches: due.breachIds.length, days: due.rung.withinDays };
  const facts = { words: null, source: 'schedule', counted, rules: [] } as const;
  return tellStep(tx, ports, parties, step, facts, { by: SYSTEM_ACTOR, at, toldAt });
}

/** Lifts the steps of the schedule that rested on breaches which don't count any more. */
export async function liftUnfounded(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  { sellerId, marketplaceId }: { readonly sellerId: string; readonly marketplaceId: string },
  how: { readonly actor: Actor; readonly at: Date; readonly cause: 'undone' | 'reversed' },
): Promise<void> {
  const breaches = await lockBreaches(tx, sellerId, marketplaceId);
  const counting = new Set(breaches.filter(({ withdrawnAt }) => withdrawnAt === null).map(({ id }) => id));
  for (const step of await listSteps(tx, sellerId, marketplaceId)) {
    const left = step.breachIds.filter((id) => counting.has(id)).length;
    if (step.needed === null || left >= step.needed) continue;
    const phase = phaseOf(step, how.at);
    if (phase === 'ahead' || phase === 'in-force') await lift(tx, ports, step, how);
  }
}

/** Ends a step with its statement and trace. */
export async function lift(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  step: StoredStep,
  {
    actor,
    at,
    cause,
  }: { readonly actor: Actor; readonly at: Date; readonly cause: 'undone' | 'reversed' | 'lifted' },
): Promise<void> {
  if (!(await liftStep(tx, step, actor, at))) return;
  await endStatements(tx, { stepId: step.id }, cause, at);
  await noteStep(tx, ports, step, actor, at, step.kind, cause);
}

async function noteStep(
  tx: Transaction<DB>,
  { ids }: ModerationPorts,
  { id, sellerId }: StoredStep,
  actor: Actor,
  at: Date,
  from: string | null,
  to: string,
): Promise<void> {
  const action = from === null ? 'enforcement.step-taken' : 'enforcement.step-lifted';
  await writeAudit(tx, { id: ids.uuid(), at, sellerId, actor, action, subject: id, from, to });
}

function tellStep(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  parties: ModeratedParties,
  step: StoredStep,
  facts: Pick<Parameters<typeof tellDecision>[2]['facts'], 'words' | 'source' | 'counted' | 'rules'>,
  deciding: Deciding,
): Promise<readonly string[]> {
  return tellDecision(
    tx,
    ports,
    {
      parties,
      sellerId: step.sellerId,
      addressee: 'seller',
      buyerId: null,
      stepId: step.id,
      facts: {
        ...facts,
        measure: step.kind,
        beginsAt: step.beginsAt.toISOString(),
        endsAt: step.endsAt?.toISOString() ?? null,
        message: null,
        detectedAutomatically: false,
        decidedAutomatically: step.automatic,
      },
    },
    deciding,
  );
}
