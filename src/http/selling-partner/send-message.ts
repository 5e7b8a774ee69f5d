import type { ContactReason } from '#market/contact-reason.ts';
import { reasonOfApiType } from '#market/pack.ts';

import type { ApiAnswer } from './api-answer.ts';
import { attachUploads } from './attach-uploads.ts';
import type { ApiCall } from './call.ts';
import { MESSAGE_TYPES, messageTypeAt } from './message-types.ts';
import type { OrderActions } from './order-actions.ts';
import { readOrderActions } from './order-actions.ts';
import type { SellingPartnerPorts } from './ports.ts';
import type { GivenMessage } from './read-message.ts';
import { readMessage } from './read-message.ts';
import type { Sent } from './sent-answer.ts';
import { answerSent, notOffered } from './sent-answer.ts';

/**
 * Every operation that sends: the order and its reason → what the program gave → its files → written as at every other
 * door, where the same function decides whether it may be sent and the same engine judges it (REASON 1, section 5).
 */
export async function sendMessage(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const type = messageTypeAt(call.operation.path);
  const actions = await readOrderActions(call, ports);
  if (actions.kind === 'answer') return actions.answer;
  const { pack } = actions.value;
  const kind = type === 'productReviewAndSellerFeedback' ? 'solicitation' : 'message';
  const sent: Sent = { kind, window: pack.solicitation };
  const reason = reasonOfApiType(pack, type);
  if (reason === null) return notOffered(sent, []);
  const given = await readMessage(call, MESSAGE_TYPES[type], pack.timeZone);
  if (given.kind === 'answer') return given.answer;
  return write(call, ports, { actions: actions.value, reason, given: given.value, sent });
}

interface Wanted {
  readonly actions: OrderActions;
  readonly reason: ContactReason;
  readonly given: GivenMessage;
  readonly sent: Sent;
}

async function write(
  call: ApiCall,
  ports: SellingPartnerPorts,
  { actions, reason, given, sent }: Wanted,
): Promise<ApiAnswer> {
  const files = await attachUploads(given.uploads, call, ports);
  if (files.kind === 'answer') return files.answer;
  const { applicationId, applicationName } = call.caller;
  const outcome = await ports.write({
    relationship: actions.reasons.key,
    orderId: actions.reasons.orderId,
    conversationId: null,
    author: 'seller',
    by: { kind: 'application', id: applicationId, label: applicationName },
    door: 'api',
    contactReason: reason.id,
    inputs: given.inputs,
    text: given.text,
    files: files.value,
    // The protocol has no key for repeats: each call is a message, held back by the reason's own limits.
    requestKey: null,
  });
  return answerSent(outcome, sent);
}
