// Writes docs/rules/: npm run pages:policy (or node scripts/policy/pages.ts). Texts: rule-prose.ts; facts: the rules.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { OptionSchema, Rule } from '#policy/rule.ts';
import findings from '#locales/findings/en.json' with { type: 'json' };
import { RULES } from '#policy/rules.ts';
import { RULE_PROSE } from './rule-prose.ts';
import type { RuleProse } from './rule-prose.ts';

const folder = new URL('../../docs/rules/', import.meta.url);

const showDefault = (schema: OptionSchema): string =>
  schema.type === 'strings'
    ? schema.default.map((word) => `\`${word}\``).join(', ') || 'none'
    : `\`${String(schema.default)}\``;

function optionsOf(rule: Rule): string {
  const rows = Object.entries(rule.meta.options).map(
    ([name, schema]) => `| \`${name}\` | ${schema.type} | ${showDefault(schema)} | ${schema.about} |`,
  );
  return rows.length === 0
    ? 'None.'
    : ['| option | type | default | about |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const FIXES = {
  safe: 'A safe fix can be applied where the pack says `amend`.',
  suggest: 'A change is suggested.',
  none: 'No fix: the author has to decide.',
};

function examplesOf(prose: RuleProse): string {
  const block =
    (kind: string) =>
    (text: string): string =>
      `\`\`\`${kind}\n${text}\n\`\`\``;
  const blocks = [...prose.flagged.map(block('flagged')), ...prose.permitted.map(block('permitted'))];
  return blocks.length === 0 ? 'Needs more than a text: see the rule’s test.' : blocks.join('\n\n');
}

function pageOf(rule: Rule, prose: RuleProse): string {
  const { id, clause, kind, severity, fixable, languages, messages } = rule.meta;
  const read = languages === 'any' ? 'any: the rule reads no words' : languages.join(', ');
  const texts: Readonly<Record<string, string>> =
    (findings as Readonly<Record<string, Readonly<Record<string, string>>>>)[id] ?? {};
  const said = messages.map((name) => `- ${texts[name] ?? ''}`).join('\n');
  return `# ${prose.title}

\`${id}\` · guideline ${clause} · ${kind} · ${severity} by default · languages: ${read}

${prose.why}

${prose.notes}

## What it says

${said}

${FIXES[fixable]}

## Options

${optionsOf(rule)}

## Examples

${examplesOf(prose)}
`;
}

mkdirSync(folder, { recursive: true });
for (const rule of RULES) {
  const prose = RULE_PROSE[rule.meta.id];
  if (prose === undefined) throw new Error(`${rule.meta.id} has no prose`);
  writeFileSync(new URL(`${rule.meta.id}.md`, folder), pageOf(rule, prose));
}
const rows = [...RULES]
  .sort((a, b) => a.meta.clause.localeCompare(b.meta.clause, 'en', { numeric: true }))
  .map(
    ({ meta }) =>
      `| ${meta.clause} | [${meta.id}](${meta.id}.md) | ${RULE_PROSE[meta.id]?.title ?? ''} | ${meta.severity} | ${meta.fixable} |`,
  );
const index = [
  '# Guideline rules',
  '',
  '| guideline | rule | about | severity | fix |',
  '| --- | --- | --- | --- | --- |',
  ...rows,
  '',
];
writeFileSync(new URL('README.md', folder), index.join('\n'));
