import { SEVERITIES } from './finding.ts';
import type { Severity } from './finding.ts';
import type { OptionSchema, OptionsSchema, Rule } from './rule.ts';

/** How one rule is used. */
interface RuleSetting {
  readonly severity: Severity | 'off';
  /** Safe fixes are applied instead of refusing the message. */
  readonly amend: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Which rules judge, how gravely and with which options; versioned, and every verdict names the version. */
export interface Ruleset {
  readonly name: string;
  readonly version: string;
  readonly settings: ReadonlyMap<string, RuleSetting>;
}

export type RulesetReading =
  | { readonly kind: 'ruleset'; readonly ruleset: Ruleset }
  /** One line per mistake: where it is, what was expected, what was found. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

function optionProblem(schema: OptionSchema, value: unknown): string | null {
  switch (schema.type) {
    case 'number':
      return typeof value === 'number' && value >= schema.min && value <= schema.max
        ? null
        : `a number from ${schema.min} to ${schema.max}`;
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? null
        : 'a list of texts';
  }
}

function readOptions(
  path: string,
  schema: OptionsSchema,
  given: unknown,
  problems: string[],
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(schema)) options[name] = option.default;
  if (given === undefined) return options;
  if (!isObject(given)) {
    problems.push(`${path}: expected an object, found ${show(given)}`);
    return options;
  }
  for (const [name, value] of Object.entries(given)) {
    const option = Object.hasOwn(schema, name) ? schema[name] : undefined;
    const wanted =
      option === undefined
        ? `one of ${Object.keys(schema).join(', ') || 'no options'}`
        : optionProblem(option, value);
    if (option === undefined) problems.push(`${path}.${name}: unknown option, expected ${wanted ?? ''}`);
    else if (wanted !== null) problems.push(`${path}.${name}: expected ${wanted}, found ${show(value)}`);
    else options[name] = value;
  }
  return options;
}

const SETTING_KEYS: ReadonlySet<string> = new Set(['severity', 'amend', 'options']);

function readSeverity(path: string, rule: Rule, given: unknown, problems: string[]): Severity | 'off' {
  if (given === undefined) return rule.meta.severity;
  const known = [...SEVERITIES, 'off' as const].find((severity) => severity === given);
  if (known === undefined)
    problems.push(`${path}.severity: expected block, warn or off, found ${show(given)}`);
  return known ?? rule.meta.severity;
}

function readAmend(path: string, rule: Rule, given: unknown, problems: string[]): boolean {
  if (given !== undefined && typeof given !== 'boolean') {
    problems.push(`${path}.amend: expected true or false, found ${show(given)}`);
  }
  if (given === true && rule.meta.fixable !== 'safe')
    problems.push(`${path}.amend: the rule has no safe fix`);
  return given === true;
}

function readSetting(rule: Rule, given: unknown, problems: string[]): RuleSetting {
  const path = `rules.${rule.meta.id}`;
  const entry: Json = isObject(given) ? given : given === undefined ? {} : { severity: given };
  for (const key of Object.keys(entry))
    if (!SETTING_KEYS.has(key)) problems.push(`${path}.${key}: unknown setting`);
  return {
    severity: readSeverity(path, rule, entry.severity, problems),
    amend: readAmend(path, rule, entry.amend, problems),
    options: readOptions(`${path}.options`, rule.meta.options, entry.options, problems),
  };
}

/** Reads a pack's rule settings: `{name, version, rules: {id: severity | {severity, amend, options}}}`. */
export function readRuleset(given: unknown, rules: readonly Rule[]): RulesetReading {
  if (!isObject(given)) return { kind: 'invalid', problems: [`expected an object, found ${show(given)}`] };
  const problems: string[] = [];
  const { name, version, rules: entries = {} } = given;
  if (typeof name !== 'string' || name === '') problems.push(`name: expected a text, found ${show(name)}`);
  if (typeof version !== 'string' || version === '')
    problems.push(`version: expected a text, found ${show(version)}`);
  if (!isObject(entries)) problems.push(`rules: expected an object, found ${show(entries)}`);
  const byId: Json = isObject(entries) ? entries : {};
  for (const id of Object.keys(byId))
    if (!rules.some((rule) => rule.meta.id === id)) problems.push(`rules.${id}: there is no such rule`);
  const settings = new Map(
    rules.map((rule) => [
      rule.meta.id,
      readSetting(rule, Object.hasOwn(byId, rule.meta.id) ? byId[rule.meta.id] : undefined, problems),
    ]),
  );
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'ruleset', ruleset: { name: String(name), version: String(version), settings } };
}
