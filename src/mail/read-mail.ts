import type { MailLimits, ReadResult } from './received-mail.ts';

/** The limits that threats C2 and T9 name. */
export const DEFAULT_MAIL_LIMITS: MailLimits = {
  headerBytes: 256 * 1024,
  fieldBytes: 64 * 1024,
  fields: 1000,
  depth: 50,
  parts: 1000,
};

/**
 * Reads one message from its raw octets, as they came after DATA. Synchronous, pure, never throws for bad
 * mail; work and memory grow linearly with the octets.
 */
export function readMail(_raw: Uint8Array, _limits: MailLimits = DEFAULT_MAIL_LIMITS): ReadResult {
  return { kind: 'unreadable', reason: 'malformed', detail: 'the reader is being written' };
}
