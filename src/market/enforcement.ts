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
