import type { MessageKey } from '#locales/catalogue.ts';
import { say } from '#locales/catalogue.ts';
import type { StepKind } from '#market/enforcement.ts';
import type { EnforcementRules } from '#market/enforcement-schedule.ts';

/** What was decided: a step against the account, or something about a message or conversation. */
export type Measure =
  | StepKind
  | 'message-refused'
  | 'message-amended'
  | 'message-blocked'
  | 'conversation-blocked'
  | 'conduct-upheld';

/** Everything that a statement of reasons has to say; stored with it as it is. */
export interface StatementFacts {
  readonly measure: Measure;
  readonly beginsAt: string;
  /** Null: until it is lifted or, for a message, for good. */
  readonly endsAt: string | null;
  /** The operator's own words, or null where the schedule's count is all there is. */
  readonly words: string | null;
  /** How it came to be looked at. */
  readonly source: 'report' | 'guideline-check' | 'own-initiative' | 'schedule';
  /** Breaches that the schedule counted. */
  readonly counted: { readonly breaches: number; readonly days: number } | null;
  readonly message: {
    readonly subject: string;
    readonly receivedAt: string;
    readonly orderId: string | null;
  } | null;
  /** Ids of guideline pages. */
  readonly rules: readonly string[];
  readonly detectedAutomatically: boolean;
  readonly decidedAutomatically: boolean;
  readonly objectUntil: string;
}

export interface StatementPlace {
  readonly language: string;
  readonly market: string;
  readonly timeZone: string;
  readonly rules: EnforcementRules;
  /** Where the pages of guidelines are; null: named by their ids alone. */
  readonly publicUrl: string | null;
}

/**
 * The statement in its addressee's language: measure with scope and duration, facts and how they came to be known, use
 * of automated means, the ground in the terms, and what can be done about it (Regulation (EU) 2022/2065, Article
 * 17(3)(a)-(f); Regulation (EU) 2019/1150, Article 4(5)). Pure.
 */
export function statementText(
  facts: StatementFacts,
  place: StatementPlace,
): { readonly subject: string; readonly text: string } {
  const { language, market, rules } = place;
  const paragraphs = [
    `${say(language, `statement.measure.${facts.measure}`, { market })} ${durationText(facts, place)}`.trim(),
    say(language, 'statement.scope', { market }),
    factsText(facts, place),
    say(language, `statement.source.${facts.source}`),
    say(language, automationKey(facts)),
    groundText(facts, place),
    say(language, 'statement.objection', { until: dateText(facts.objectUntil, place) }),
    say(language, 'statement.redress', {
      mediators: rules.redress.mediators.join(', '),
      named: rules.redress.mediators.length > 0,
      bodies: rules.redress.disputeBodies,
      court: rules.redress.court,
    }),
  ];
  return {
    subject: say(language, `statement.subject.${facts.measure}`, { market }),
    text: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
  };
}

function dateText(iso: string, { language, timeZone }: StatementPlace): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(
    new Date(iso),
  );
}

const WITHOUT_DURATION: ReadonlySet<Measure> = new Set([
  'message-refused',
  'message-amended',
  'conduct-upheld',
]);

function durationText({ measure, beginsAt, endsAt }: StatementFacts, place: StatementPlace): string {
  if (WITHOUT_DURATION.has(measure)) return '';
  const begin = dateText(beginsAt, place);
  return endsAt === null
    ? say(place.language, 'statement.from', { begin })
    : say(place.language, 'statement.from-to', { begin, end: dateText(endsAt, place) });
}

function factsText({ words, counted, message }: StatementFacts, place: StatementPlace): string {
  const { language } = place;
  const about =
    message === null
      ? ''
      : say(language, 'statement.about-message', {
          subject: message.subject,
          sentAt: dateText(message.receivedAt, place),
          order: message.orderId ?? '',
          ordered: message.orderId !== null,
        });
  const lines = [
    words === null ? '' : say(language, 'statement.facts', { words }),
    counted === null
      ? ''
      : say(language, 'statement.counted', { breaches: counted.breaches, days: counted.days }),
    about,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function automationKey({ detectedAutomatically, decidedAutomatically }: StatementFacts): MessageKey {
  if (decidedAutomatically) return 'statement.automated.decided';
  return detectedAutomatically ? 'statement.automated.detected' : 'statement.automated.not';
}

function groundText({ rules: ids }: StatementFacts, { language, rules, publicUrl }: StatementPlace): string {
  const ground = say(language, 'statement.ground', { terms: rules.terms, version: rules.version });
  const pages = ids.map((id) =>
    say(language, 'statement.guideline', {
      rule: id,
      page: publicUrl === null ? `docs/rules/${id}.md` : `${publicUrl}/rules/${id}`,
    }),
  );
  return [ground, ...pages].join('\n');
}

/** The answer to an objection, in the language of the statement. Pure. */
export function objectionAnswer(
  outcome: 'upheld' | 'reversed',
  reasons: string,
  subject: string,
  { language, rules }: Pick<StatementPlace, 'language' | 'rules'>,
): { readonly subject: string; readonly text: string } {
  const paragraphs = [
    say(language, `objection.${outcome}`, { subject }),
    say(language, 'objection.reasons', { reasons }),
    outcome === 'reversed'
      ? ''
      : say(language, 'statement.redress', {
          mediators: rules.redress.mediators.join(', '),
          named: rules.redress.mediators.length > 0,
          bodies: rules.redress.disputeBodies,
          court: rules.redress.court,
        }),
  ];
  return {
    subject: say(language, 'objection.subject', { subject }),
    text: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
  };
}
