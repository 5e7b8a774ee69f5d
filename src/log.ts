/** Structured log: one JSON line per event, names from this list alone, never message content or addresses. */
export const LOG_EVENTS = [
  'server.ready',
  'server.stopping',
  'server.stopped',
  'database.started',
  'database.adopted',
  'database.crashed',
  'database.unavailable',
  'database.stopped',
  'smtp.connection-refused',
  'smtp.command-failed',
  'smtp.message-accepted',
  'smtp.message-refused',
  'smtp.proxy-header-ignored',
  'worker.restarted',
  'worker.timed-out',
  'file.unread',
  'review.due-soon',
  'account-updates.not-filed',
  'account-updates.pass-failed',
  'review.pass-failed',
  'inspection.failed',
  'inspection.settled',
  'delivery.pass-failed',
  'demo.incidents-failed',
  'delivery.settled',
  'http.request-failed',
  'http.events-failed',
  'feed.pass-failed',
  'retention.pass-failed',
  'search.pass-failed',
  'return.unmatched',
  'web.not-built',
  'webhook.disabled',
  'webhook.pass-failed',
] as const;

export type LogEvent = (typeof LOG_EVENTS)[number];
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  /** `error` is logged with its stack; its message must not hold content. */
  error(event: LogEvent, error: unknown, fields?: LogFields): void;
}

type Level = 'info' | 'warn' | 'error';

/** A log that writes JSON lines through `write` (a stream's `write` in production). */
export function createLog(write: (line: string) => void, now: () => Date): Log {
  const line = (level: Level, event: LogEvent, fields: LogFields = {}): void => {
    write(`${JSON.stringify({ at: now().toISOString(), level, event, ...fields })}\n`);
  };
  return {
    info: (event, fields) => line('info', event, fields),
    warn: (event, fields) => line('warn', event, fields),
    error: (event, error, fields) =>
      line('error', event, { ...fields, error: error instanceof Error ? error.stack : String(error) }),
  };
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
