import type { FileFacts } from './files.ts';
import type { Finding, Place } from './finding.ts';
import type { Context, Message } from './message.ts';
import type { Report, Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { placesOfIntent } from './rules/intent-report.ts';
import { lacksStock, uncriticalKind } from './rules/uncritical.ts';
import type { Ruleset } from './ruleset.ts';
import { NO_DICTIONARIES } from './spelling/dictionary.ts';
import type { SpellingDictionaries } from './spelling/dictionary.ts';
import { decideVerdict } from './verdict.ts';
import type { Verdict } from './verdict.ts';
import { MessageView } from './view/message-view.ts';

/** What the engine says of a message. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** The ruleset that judged, `name@version`. */
  readonly ruleset: string;
  /** It asks for a review or feedback: an order may get one such message (ORDER 6). */
  readonly solicits: boolean;
  /** It says that the order can't be fulfilled for lack of stock (ORDER 1). */
  readonly lacksStock: boolean;
  /** It is none of the messages that completing an order needs (REASON 7). */
  readonly isUncritical: boolean;
}

const MAX_QUOTE = 200;
// A message with more places than these is no better understood by listing them all.
const MAX_PLACES = 50;

function quoteOf(view: MessageView, place: Place | undefined, shown: string): string {
  if (place?.part === 'attachment' || place?.part === 'image') return shown.slice(0, MAX_QUOTE);
  if (place?.start === undefined || place.end === undefined) return '';
  return view.source(place.part).slice(place.start, Math.min(place.end, place.start + MAX_QUOTE));
}

function findingOf(rule: Rule, severity: Finding['severity'], report: Report, view: MessageView): Finding {
  const where = (report.where ?? []).slice(0, MAX_PLACES);
  return {
    rule: rule.meta.id,
    clause: rule.meta.clause,
    severity,
    certainty: report.certainty ?? 'sure',
    where,
    quote: quoteOf(view, where[0], report.shown ?? ''),
    messageId: report.messageId,
    data: report.data ?? {},
    fix: report.fix ?? null,
    suggestions: report.suggestions ?? [],
  };
}

const at = (finding: Finding): number => finding.where[0]?.start ?? -1;

function compare(a: Finding, b: Finding): number {
  return a.rule.localeCompare(b.rule) || at(a) - at(b) || a.messageId.localeCompare(b.messageId);
}

/**
 * Judges a seller's message by the rules that `ruleset` uses. Pure: the same message, context and facts give the same
 * findings, whatever the order of the rules. Messages of buyers are judged by nothing here (requirements section 5).
 */
export function lint(
  message: Message,
  context: Context,
  ruleset: Ruleset,
  files: readonly FileFacts[] = [],
  dictionaries: SpellingDictionaries = NO_DICTIONARIES,
): Judgement {
  const name = `${ruleset.name}@${ruleset.version}`;
  if (context.authorRole !== 'seller')
    return {
      verdict: 'permit',
      findings: [],
      ruleset: name,
      solicits: false,
      lacksStock: false,
      isUncritical: false,
    };
  const view = new MessageView(message, context, files, dictionaries);
  const findings: Finding[] = [];
  for (const rule of RULES) {
    const setting = ruleset.settings.get(rule.meta.id);
    if (setting === undefined || setting.severity === 'off') continue;
    if (rule.appliesTo?.(context) === false) continue;
    const { severity } = setting;
    rule.check(
      view,
      (report) => findings.push(findingOf(rule, severity, report, view)),
      setting.options as never,
    );
  }
  findings.sort(compare);
  const verdict = decideVerdict(findings, (id) => ruleset.settings.get(id)?.amend === true);
  const solicits = placesOfIntent(view, 'review-request').where.length > 0;
  return {
    verdict,
    findings,
    ruleset: name,
    solicits,
    lacksStock: lacksStock(view),
    isUncritical: uncriticalKind(view) !== null,
  };
}
