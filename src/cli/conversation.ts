import type { RefileTarget } from '#flow/refile.ts';
import { refileMessages } from '#flow/refile.ts';
import { say } from '#locales/catalogue.ts';
import { isOrderId } from '#market/order-id.ts';

import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import { CALLED_WRONGLY, COMMAND_LINE, DONE, FAILED, isId, optionText, verbOf } from './verb.ts';

async function refile(
  context: VerbContext,
  conversationId: string,
  messageIds: readonly string[] | null,
  target: RefileTarget,
): Promise<number> {
  const wish = { actor: COMMAND_LINE, sellerId: null };
  const outcome = await refileMessages(context, conversationId, messageIds, target, wish);
  if (outcome.kind === 'refused') {
    context.err(say('en', `problem.${outcome.reason}`));
    return FAILED;
  }
  context.out(`${outcome.moved} messages are in ${outcome.conversationId}`);
  return DONE;
}

function targetOf(values: OptionValues): RefileTarget | null {
  const [order, conversation] = [optionText(values, 'order'), optionText(values, 'conversation')];
  if (order !== null) return isOrderId(order) ? { kind: 'order', orderId: order } : null;
  if (conversation !== null) return isId(conversation) ? { kind: 'conversation', id: conversation } : null;
  return values['new'] === true ? { kind: 'new' } : null;
}

const move: SubVerb = {
  usage: 'CONVERSATION --message ID … (--order 302-… | --conversation ID | --new)',
  options: {
    message: { type: 'string', multiple: true },
    order: { type: 'string' },
    conversation: { type: 'string' },
    new: { type: 'boolean' },
  },
  words: ['CONVERSATION'],
  async run({ values, words: [id = ''] }, context) {
    const messages = Array.isArray(values['message']) ? values['message'].map(String) : [];
    const target = targetOf(values);
    if (!isId(id) || messages.length === 0 || !messages.every(isId) || target === null) {
      context.err('Say which messages with --message, and where to with --order, --conversation or --new.');
      return CALLED_WRONGLY;
    }
    return refile(context, id, messages, target);
  },
};

const merge: SubVerb = {
  usage: 'CONVERSATION --into CONVERSATION',
  options: { into: { type: 'string' } },
  words: ['CONVERSATION'],
  async run({ values, words: [id = ''] }, context) {
    const into = optionText(values, 'into') ?? '';
    if (!isId(id) || !isId(into)) {
      context.err('Say with --into which conversation takes the messages.');
      return CALLED_WRONGLY;
    }
    return refile(context, id, null, { kind: 'conversation', id: into });
  },
};

/** `parley conversation`: moves messages to where they belong (requirements 12.9). */
export const conversation: Verb = verbOf('conversation', 'Moves messages, splits and merges conversations.', {
  move,
  merge,
});
