import { decideObjection } from '#flow/object.ts';
import { say } from '#locales/catalogue.ts';
import { OBJECTION_OUTCOMES } from '#market/objection.ts';
import { listOpenObjections } from '#store/statement-of-reasons.ts';

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

const MOST = 200;
const LONGEST_SHOWN = 100;

const list: SubVerb = {
  usage: '',
  options: {},
  words: [],
  async run(_, { db, out }) {
    const rows = (await listOpenObjections(db, MOST)).map((statement) => [
      statement.id,
      statement.marketplaceId,
      statement.addressee,
      timeText(statement.objection?.objectedAt ?? null),
      statement.decidedBy.label,
      (statement.objection?.text ?? '').replaceAll(/\s+/gu, ' ').slice(0, LONGEST_SHOWN),
    ]);
    const heading = ['STATEMENT', 'MARKETPLACE', 'FROM', 'SINCE', 'DECIDED BY', 'WORDS'];
    for (const line of tableLines([heading, ...rows])) out(line);
    return DONE;
  },
};

const decide: SubVerb = {
  usage: `STATEMENT --as ${OBJECTION_OUTCOMES.join('|')} --reasons TEXT [--nobody-else]`,
  options: { as: { type: 'string' }, reasons: { type: 'string' }, 'nobody-else': { type: 'boolean' } },
  words: ['STATEMENT'],
  async run({ values, words: [id = ''] }, context) {
    const wished = optionText(values, 'as');
    const outcome = OBJECTION_OUTCOMES.find((item) => item === wished);
    if (outcome === undefined) {
      context.err('Say with --as whether the decision is upheld (it stands) or reversed.');
      return CALLED_WRONGLY;
    }
    const decision = {
      outcome,
      reasons: optionText(values, 'reasons') ?? '',
      actor: COMMAND_LINE,
      nobodyElse: values['nobody-else'] === true,
    };
    const decided = isId(id)
      ? await decideObjection(moderationPorts(context), id, decision)
      : ({ kind: 'refused', reason: 'not-found' } as const);
    if (decided.kind === 'refused') {
      context.err(
        decided.reason === 'not-found'
          ? 'There is no such statement; parley objection list shows their ids.'
          : say('en', `problem.${decided.reason}`),
      );
      return FAILED;
    }
    context.out(`${id}: ${outcome}`);
    return DONE;
  },
};

/** `parley objection …` (MOD 3): the same as the endpoints under `/api/v1/objections`. */
export const objection: Verb = verbOf('objection', 'Objections to decisions: shown and answered.', {
  list,
  decide,
});
