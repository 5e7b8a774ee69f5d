import type { FileFacts } from './files.ts';
import type { Edit, Finding } from './finding.ts';
import { lint } from './lint.ts';
import type { Judgement } from './lint.ts';
import type { Context, Message } from './message.ts';
import type { Ruleset } from './ruleset.ts';
import type { SpellingDictionaries } from './spelling/dictionary.ts';
import { NO_DICTIONARIES } from './spelling/dictionary.ts';

/** A message after its safe fixes, with what was changed and what is left to say. */
export interface Amended {
  readonly message: Message;
  readonly applied: readonly Finding[];
  readonly judgement: Judgement;
  /** What was said of the message as it came. */
  readonly before: Judgement;
}

const MAX_ROUNDS = 4;
const PARTS = ['subject', 'text', 'html'] as const;

/** Which characters of a part edits of earlier findings take; an insertion takes the one before which it stands. */
type Taken = Map<Edit['part'], Uint8Array>;

function isFree({ part, start, end }: Edit, taken: Taken): boolean {
  const places = taken.get(part);
  return places !== undefined && !places.subarray(start, Math.max(end, start + 1)).includes(1);
}

/** Findings whose edits don't touch another's; the first found keeps its place. Linear in the parts and edits. */
function compatible(message: Message, findings: readonly Finding[]): Finding[] {
  const taken: Taken = new Map(
    PARTS.map((part) => [part, new Uint8Array((message[part]?.length ?? 0) + 1)] as const),
  );
  return findings.filter(({ fix }) => {
    if (fix === null || !fix.every((edit) => isFree(edit, taken))) return false;
    for (const { part, start, end } of fix) taken.get(part)?.fill(1, start, Math.max(end, start + 1));
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
export function amend(
  message: Message,
  context: Context,
  ruleset: Ruleset,
  files: readonly FileFacts[] = [],
  dictionaries: SpellingDictionaries = NO_DICTIONARIES,
): Amended {
  const applied: Finding[] = [];
  let current = message;
  const before = lint(current, context, ruleset, files, dictionaries);
  let judgement = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const fixable = judgement.findings.filter(
      ({ rule, certainty }) => certainty !== 'review' && ruleset.settings.get(rule)?.amend === true,
    );
    const chosen = compatible(current, fixable);
    if (chosen.length === 0) break;
    current = amendOnce(current, chosen);
    applied.push(...chosen);
    judgement = lint(current, context, ruleset, files, dictionaries);
  }
  return { message: current, applied, judgement, before };
}
