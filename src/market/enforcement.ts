/**
 * The step that stands against a seller (MOD 2). `templates-only`: no words of their own but in answers.
 * `messaging-suspended`: nothing of theirs reaches buyers. `selling-suspended` is the marketplace's matter: the
 * orders that are there have to be completed, so messages about them pass.
 */
export const ENFORCEMENT_STATES = [
  'none',
  'warned',
  'templates-only',
  'messaging-suspended',
  'selling-suspended',
] as const;
export type EnforcementState = (typeof ENFORCEMENT_STATES)[number];

export const STEP_KINDS = ['warned', 'templates-only', 'messaging-suspended', 'selling-suspended'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** A step as far as its effect goes. */
export interface EnforcementStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly beginsAt: Date;
  /** Null: until it is lifted. The step is over at this very moment. */
  readonly endsAt: Date | null;
  /** Lifted by hand, or reversed on an objection. */
  readonly liftedAt: Date | null;
}

export interface EnforcementEffect {
  /** What holds for messages: the gravest step but `selling-suspended`, which stands here only where it is alone. */
  readonly state: EnforcementState;
  readonly sellingSuspended: boolean;
  /** When `state` is over; null where it is `none` or has no end. */
  readonly until: Date | null;
}

/** How grave a step is for messages; what the marketplace does with listings weighs nothing here. */
const MESSAGING_GRAVITY: Readonly<Record<StepKind, number>> = {
  'selling-suspended': 0,
  warned: 1,
  'templates-only': 2,
  'messaging-suspended': 3,
};

export type StepPhase = 'ahead' | 'in-force' | 'ended' | 'lifted';

/** Where a step is at a moment: from its beginning on, up to but not at its end. */
export function phaseOf(
  { beginsAt, endsAt, liftedAt }: Omit<EnforcementStep, 'id' | 'kind'>,
  now: Date,
): StepPhase {
  if (liftedAt !== null && liftedAt <= now) return 'lifted';
  if (endsAt !== null && endsAt <= now) return 'ended';
  return beginsAt <= now ? 'in-force' : 'ahead';
}

/** What a seller's steps come to at a moment (MOD 2). Pure: the same at every door; their order doesn't matter. */
export function effectOf(steps: readonly EnforcementStep[], now: Date): EnforcementEffect {
  const standing = steps.filter((step) => phaseOf(step, now) === 'in-force');
  const sellingSuspended = standing.some(({ kind }) => kind === 'selling-suspended');
  const gravity = Math.max(-1, ...standing.map(({ kind }) => MESSAGING_GRAVITY[kind]));
  const gravest = standing.filter(({ kind }) => MESSAGING_GRAVITY[kind] === gravity);
  const [first] = gravest;
  return { state: first?.kind ?? 'none', sellingSuspended, until: lastEnd(gravest) };
}

/** The latest end of several steps; null where there is none, or one of them has no end. */
function lastEnd(steps: readonly EnforcementStep[]): Date | null {
  let last: Date | null = null;
  for (const { endsAt } of steps) {
    if (endsAt === null) return null;
    if (last === null || endsAt > last) last = endsAt;
  }
  return last;
}
