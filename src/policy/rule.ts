import type { Certainty, Edit, FindingData, Place, Severity, Suggestion } from './finding.ts';
import type { Language } from './language.ts';
import type { Context } from './message.ts';
import type { MessageView } from './view/message-view.ts';

/** What one option of a rule may hold; a ruleset is validated against it and the rule's page is made from it. */
export type OptionSchema =
  | {
      readonly type: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly about: string;
    }
  | { readonly type: 'boolean'; readonly default: boolean; readonly about: string }
  | { readonly type: 'strings'; readonly default: readonly string[]; readonly about: string };

export type OptionsSchema = Readonly<Record<string, OptionSchema>>;

type OptionValue<S extends OptionSchema> = S extends { type: 'number' }
  ? number
  : S extends { type: 'boolean' }
    ? boolean
    : readonly string[];

type OptionsOf<S extends OptionsSchema> = { readonly [K in keyof S]: OptionValue<S[K]> };

interface RuleMeta<S extends OptionsSchema = OptionsSchema> {
  readonly id: string;
  /** The guideline's clause, for instance `CG-2.3`. */
  readonly clause: string;
  readonly kind: 'type' | 'element' | 'style' | 'must';
  /** Where the ruleset says nothing. */
  readonly severity: Severity;
  readonly options: S;
  /** Every message id that the rule may report; each has a text in every language of the catalogue. */
  readonly messages: readonly string[];
  readonly fixable: 'safe' | 'suggest' | 'none';
  /** Languages whose words the rule knows; `any` where it reads no words. */
  readonly languages: readonly Language[] | 'any';
}

export interface Report {
  readonly messageId: string;
  readonly where?: readonly Place[];
  readonly certainty?: Certainty;
  readonly data?: FindingData;
  /** The words that were read, where the first place is a file: it has no offsets to look them up by. */
  readonly shown?: string;
  /** A change that keeps what the author said. */
  readonly fix?: readonly Edit[];
  readonly suggestions?: readonly Suggestion[];
}

/** A guideline as code: pure, sees the views and nothing else, and reports. */
export interface Rule<S extends OptionsSchema = OptionsSchema> {
  readonly meta: RuleMeta<S>;
  /** Absent: applies to every message of a seller. */
  readonly appliesTo?: (context: Context) => boolean;
  check(view: MessageView, report: (report: Report) => void, options: OptionsOf<S>): void;
}

/** Gives a rule with its options' types inferred. */
export function defineRule<const S extends OptionsSchema>(rule: Rule<S>): Rule {
  // Its options are narrower than the registry's; the ruleset hands each rule options of the rule's own schema.
  return rule;
}
