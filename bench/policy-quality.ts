// How right the guideline rules are on held-out messages, spelling on:
// node bench/policy-quality.ts [held-out.txt] [--misses] [--typos]
// With --typos each text is judged with one ordinary word in twelve mistyped; spelling itself isn't counted then.
import process from 'node:process';
import { Chance } from '#bench/policy/chance.ts';
import { HELD_OUT_SETS, readHeldOut } from '#bench/policy/held-out.ts';
import type { HeldOut } from '#bench/policy/held-out.ts';
import { misspell } from '#bench/policy/typos.ts';
import { openDictionaries } from '#dictionaries/open-dictionaries.ts';
import { lint } from '#policy/lint.ts';
import type { Judgement } from '#policy/lint.ts';
import { readRuleset } from '#policy/ruleset.ts';
import { RULES } from '#policy/rules.ts';

interface Count {
  tp: number;
  fp: number;
  fn: number;
}

const reading = readRuleset({ name: 'strict', version: '1' }, RULES);
if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
const dictionaries = await openDictionaries();
const groups = new Map<string, Count>();
const sets = HELD_OUT_SETS.filter((set) => process.argv.includes(set));
const withTypos = process.argv.includes('--typos');
const chance = new Chance(11);

/** The message as somebody types it in a hurry: HTML and what is labelled `spelling` stay as they are. */
function mistyped(given: HeldOut): HeldOut {
  const { text } = given.message;
  if (!withTypos || text === null || given.labels.has('spelling')) return given;
  const slips = Math.max(1, Math.round(text.split(/\s+/u).length / 12));
  const wrong = misspell(text, slips, chance);
  return wrong === null ? given : { ...given, message: { ...given.message, text: wrong.text } };
}

const chosen = (sets.length === 0 ? HELD_OUT_SETS : sets).flatMap(readHeldOut).map(mistyped);
const showMisses = process.argv.includes('--misses');
let clean = 0;
let cleanPassed = 0;
let spans = 0;
let spansHit = 0;

function count(key: string, kind: keyof Count): void {
  const group = groups.get(key) ?? { tp: 0, fp: 0, fn: 0 };
  group[kind] += 1;
  groups.set(key, group);
}

function touches(message: HeldOut, judgement: Judgement): boolean {
  const { span } = message;
  return judgement.findings.some(
    (finding) =>
      message.labels.has(finding.rule) &&
      finding.where.some(
        (place) =>
          span !== null &&
          place.part === span.part &&
          (place.start ?? 0) < span.end &&
          (place.end ?? 0) > span.start,
      ),
  );
}

for (const message of chosen) {
  const judgement = lint(message.message, message.context, reading.ruleset, [], dictionaries);
  const counted = judgement.findings.filter(
    ({ rule }) => !withTypos || rule !== 'spelling' || message.labels.has(rule),
  );
  const found = new Set(counted.map((finding) => finding.rule));
  for (const rule of new Set([...found, ...message.labels])) {
    const kind = found.has(rule) ? (message.labels.has(rule) ? 'tp' : 'fp') : 'fn';
    for (const key of ['all', `rule ${rule}`, `lang ${message.lang}`, `slice ${message.slice}`])
      count(key, kind);
    if (kind !== 'tp' && showMisses)
      console.log(`${kind} ${rule} ${message.id}: ${message.message.text ?? message.message.html ?? ''}`);
  }
  if (message.labels.size === 0) {
    clean += 1;
    if (found.size === 0) cleanPassed += 1;
  }
  if (message.span !== null && [...message.labels].some((label) => found.has(label))) {
    spans += 1;
    if (touches(message, judgement)) spansHit += 1;
  }
}

for (const [key, { tp, fp, fn }] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
  const precision = tp / (tp + fp || 1);
  const recall = tp / (tp + fn || 1);
  const f1 = (2 * precision * recall) / (precision + recall || 1);
  const percent = (value: number): string => (100 * value).toFixed(1).padStart(5);
  console.log(
    `${key.padEnd(28)} P ${percent(precision)} R ${percent(recall)} F1 ${percent(f1)}  tp ${tp} fp ${fp} fn ${fn}`,
  );
}
console.log(`clean messages without a finding ${cleanPassed}/${clean}; spans touched ${spansHit}/${spans}`);
