import { ACCOUNTS } from './accounts.ts';
import { INBOX } from './inbox.ts';
import { MESSAGING } from './messaging.ts';
import { MODERATION } from './moderation.ts';
import type { Operations } from './operation.ts';

/** Every endpoint of the API with what it takes and answers; rights.test.ts holds each against what it really answers. */
export const OPERATIONS: Operations = { ...MESSAGING, ...INBOX, ...ACCOUNTS, ...MODERATION };
