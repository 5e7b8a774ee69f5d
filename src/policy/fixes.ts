import type { Edit, Finding } from './finding.ts';
import { lint } from './lint.ts';
import type { Judgement } from './lint.ts';
import type { Context, Message } from './message.ts';
import type { Ruleset } from './ruleset.ts';

/** A message after its safe fixes, with what was changed and what is left to say. */
export interface Amended {
  readonly message: Message;
  readonly applied: readonly Finding[];
  readonly judgement: Judgement;
}

const MAX_ROUNDS = 4;
const PARTS = ['subject', 'text', 'html'] as const;

function overlaps(a: Edit, b: Edit): boolean {
  return (
    a.part === b.part &&
    a.start < b.end + (b.start === b.end ? 1 : 0) &&
    b.start < a.end + (a.start === a.end ? 1 : 0)
  );
}

/** Findings whose edits don't touch another's; the first found keeps its place. */
function compatible(findings: readonly Finding[]): Finding[] {
  const edits: Edit[] = [];
  return findings.filter(({ fix }) => {
    if (fix === null || fix.some((edit) => edits.some((other) => overlaps(edit, other)))) return false;
    edits.push(...fix);
    return true;
  });
}

/** `source` with the edits of one part applied; they don't overlap. */
function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = source;
  for (const edit of edits.toSorted((a, b) => b.start - a.start)) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }
  return text;
}

function amendOnce(message: Message, findings: readonly Finding[]): Message {
  const edits = findings.flatMap((finding) => finding.fix ?? []);
  const [subject, text, html] = PARTS.map((part) => {
    const source = message[part];
    const own = edits.filter((edit) => edit.part === part);
    return source === null || own.length === 0 ? source : applyEdits(source, own);
  });
  return { ...message, subject: subject ?? message.subject, text: text ?? null, html: html ?? null };
}

/** Applies the safe fixes that the ruleset allows, lints again, and goes on until nothing changes (four rounds). */
export function amend(message: Message, context: Context, ruleset: Ruleset): Amended {
  const applied: Finding[] = [];
  let current = message;
  let judgement = lint(current, context, ruleset);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const fixable = judgement.findings.filter(
      ({ rule, certainty }) => certainty !== 'review' && ruleset.settings.get(rule)?.amend === true,
    );
    const chosen = compatible(fixable);
    if (chosen.length === 0) break;
    current = amendOnce(current, chosen);
    applied.push(...chosen);
    judgement = lint(current, context, ruleset);
  }
  return { message: current, applied, judgement };
}
