import type { Decision, DecisionRefusal } from '#flow/decide-review.ts';
import { claimReview, decideReview, undoReview } from '#flow/decide-review.ts';
import { say } from '#locales/catalogue.ts';
import { REVIEW_DECISIONS } from '#market/review.ts';
import { findReview, followHeldMessages, listReviews } from '#store/review.ts';
import { findMessage } from '#views/messages.ts';

import { moderationPorts } from './moderation-ports.ts';
import type { SubVerb, Verb } from './verb.ts';
import {
  CALLED_WRONGLY,
  COMMAND_LINE,
  DONE,
  FAILED,
  isId,
  optionText,
  tableLines,
  timeText,
  verbOf,
} from './verb.ts';

const STATES = ['open', 'decided', 'settled'] as const;
const MOST = 200;

function refusal(reason: DecisionRefusal): string {
  return reason === 'not-found'
    ? 'There is no such case; parley review list shows their ids.'
    : say('en', `problem.${reason}`);
}

const list: SubVerb = {
  usage: `[--state ${STATES.join('|')}]`,
  options: { state: { type: 'string' } },
  words: [],
  async run({ values }, { db, out, err }) {
    const wished = optionText(values, 'state') ?? 'open';
    const state = STATES.find((item) => item === wished);
    if (state === undefined) {
      err(`--state takes one of ${STATES.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    await db.transaction().execute(followHeldMessages);
    const rows = (await listReviews(db, { state, kind: null, limit: MOST })).map((review) => [
      review.id,
      review.kind,
      review.about,
      review.key.marketplaceId,
      timeText(review.openedAt),
      timeText(review.answerBy),
    ]);
    for (const line of tableLines([['CASE', 'KIND', 'ABOUT', 'MARKETPLACE', 'SINCE', 'ANSWER BY'], ...rows]))
      out(line);
    return DONE;
  },
};

const show: SubVerb = {
  usage: 'CASE',
  options: {},
  words: ['CASE'],
  async run({ words: [id = ''] }, { db, out, err }) {
    await db.transaction().execute(followHeldMessages);
    const review = isId(id) ? await findReview(db, id) : null;
    if (review === null) {
      err(refusal('not-found'));
      return FAILED;
    }
    const { kind, about, openedAt, answerBy, state, key, messageId } = review;
    const facts = [
      ['kind', kind],
      ['state', state.kind],
      ['about', about],
      ['marketplace', key.marketplaceId],
      ['seller', key.sellerId],
      ['since', timeText(openedAt)],
      ['answer by', timeText(answerBy)],
    ];
    for (const line of tableLines(facts)) out(line);
    const message = messageId === null ? null : await findMessage(db, { kind: 'operator' }, messageId);
    if (message === null) return DONE;
    for (const { code, detail } of message.reasons) out(`reason  ${code} ${detail}`.trimEnd());
    out('');
    out(message.subject);
    out('');
    for (const line of message.text.split('\n')) out(line);
    return DONE;
  },
};

const decide: SubVerb = {
  usage: `CASE --as ${REVIEW_DECISIONS.filter((decision) => decision !== 'amend').join('|')} [--facts TEXT] [--rules email-address,…] [--note TEXT]`,
  options: {
    as: { type: 'string' },
    facts: { type: 'string' },
    rules: { type: 'string' },
    note: { type: 'string' },
  },
  words: ['CASE'],
  async run({ values, words: [id = ''] }, context) {
    const wished = optionText(values, 'as');
    const kind = REVIEW_DECISIONS.find((item) => item === wished && item !== 'amend');
    if (kind === undefined) {
      context.err(
        'Say with --as what is decided; a message is amended by the JSON endpoint, which takes its new text.',
      );
      return CALLED_WRONGLY;
    }
    const decision: Decision = {
      decision: kind,
      actor: COMMAND_LINE,
      facts: optionText(values, 'facts') ?? '',
      rules: (optionText(values, 'rules') ?? '').split(',').filter((rule) => rule !== ''),
      amended: null,
      breach: null,
      note: optionText(values, 'note'),
    };
    const ports = moderationPorts(context);
    const claimed = isId(id)
      ? await claimReview(ports, id, COMMAND_LINE, 'claim')
      : ({ kind: 'refused', reason: 'not-found' } as const);
    const outcome = claimed.kind === 'done' ? await decideReview(ports, id, decision) : claimed;
    if (outcome.kind === 'refused') {
      if (claimed.kind === 'done') await claimReview(ports, id, COMMAND_LINE, 'release');
      context.err(refusal(outcome.reason));
      return FAILED;
    }
    context.out(`${id}: ${kind}; can be undone until ${timeText(outcome.undoUntil)}`);
    return DONE;
  },
};

const undo: SubVerb = {
  usage: 'CASE',
  options: {},
  words: ['CASE'],
  async run({ words: [id = ''] }, context) {
    const outcome = isId(id)
      ? await undoReview(moderationPorts(context), id, COMMAND_LINE)
      : ({ kind: 'refused', reason: 'not-found' } as const);
    if (outcome.kind === 'refused') {
      context.err(refusal(outcome.reason));
      return FAILED;
    }
    context.out(`${id}: open again`);
    return DONE;
  },
};

/** `parley review …`. */
export const review: Verb = verbOf('review', 'What waits for a person: held and reported messages.', {
  list,
  show,
  decide,
  undo,
});
