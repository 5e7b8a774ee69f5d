/** Why a contact reason isn't offered: the closed list. Each has its sentence `obstacle.…` in the catalogue. */
export const OBSTACLE_CODES = [
  'messaging-suspended',
  'templates-only',
  'order-unknown',
  'order-status',
  'fulfilment',
  'category',
  'no-open-return',
  'not-adjusted',
  'completed',
  'completed-too-long-ago',
  'window-unknown',
  'before-window',
  'after-window',
  'solicited-already',
  'sent-already',
  'suppressed',
  'opted-out',
] as const;
export type ObstacleCode = (typeof OBSTACLE_CODES)[number];

export interface Obstacle {
  readonly code: ObstacleCode;
  /** What its sentence names: numbers, words of closed lists, and dates as `2026-12-22`. */
  readonly values: Readonly<Record<string, string | number>>;
}

export function obstacle(code: ObstacleCode, values: Obstacle['values'] = {}): Obstacle {
  return { code, values };
}
