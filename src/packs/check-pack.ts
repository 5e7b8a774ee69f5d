import { readIcuText } from '#locales/icu-text.ts';
import type { ContactReason } from '#market/contact-reason.ts';

import type { JsonFile, PackProblem } from './json-file.ts';
import type { PackFileValue, ReasonsFileValue, TextsFileValue } from './pack-schema.ts';

// What must hold between the values of a pack's files, once each has its shape. Every mistake gets its own sentence.

type Path = readonly PropertyKey[];

/** Notes a mistake at a place of a file. */
type Note = (path: Path, sentence: string) => void;

function noteIn(file: JsonFile, problems: PackProblem[]): Note {
  return (path, sentence) => {
    problems.push({ file: file.name, line: file.lineOf(path), sentence });
  };
}

function noteRepeated(items: readonly string[], note: (index: number, item: string) => void): void {
  for (const [index, item] of items.entries()) if (items.indexOf(item) !== index) note(index, item);
}

export function checkPackFile(value: PackFileValue, file: JsonFile, folder: string): PackProblem[] {
  const problems: PackProblem[] = [];
  const note = noteIn(file, problems);
  if (value.id !== folder)
    note(['id'], `The id “${value.id}” must be the name of the pack's folder, “${folder}”.`);
  noteRepeated(value.languages, (index, language) =>
    note(['languages', index], `The language “${language}” stands twice in the list.`),
  );
  const { words } = value.critical;
  for (const language of value.languages)
    if (!Object.hasOwn(words, language))
      note(['critical', 'words'], `There is no critical word for the language “${language}”; add one.`);
  for (const language of Object.keys(words))
    if (!value.languages.includes(language))
      note(
        ['critical', 'words', language],
        `There are critical words for “${language}”, which is none of the pack's languages.`,
      );
  const hours = value.response.businessHours;
  if (hours !== null && hours.from >= hours.to)
    note(['response', 'businessHours', 'to'], `Business hours must end after they begin at ${hours.from}.`);
  return problems;
}

type ReasonValue = ReasonsFileValue['reasons'][number];

function checkSolicitation({ id, conditions }: ReasonValue, note: Note): void {
  const { daysAfterCompletion: days, atMostPerOrder: most } = conditions;
  // ORDER 6: one per order, and its days are those of the window.
  if (most !== null && most > 1)
    note(['conditions', 'atMostPerOrder'], `“${id}” is a solicitation: an order gets one, not ${most}.`);
  if (days !== null)
    note(
      ['conditions', 'daysAfterCompletion'],
      `“${id}” is a solicitation: its days are those of “solicitation” in pack.json.`,
    );
}

function checkDays({ id, conditions }: ReasonValue, { preconditions }: PackFileValue, note: Note): void {
  const { daysAfterCompletion: days } = conditions;
  if (days !== null && days > preconditions.daysAfterCompletion)
    note(
      ['conditions', 'daysAfterCompletion'],
      `“${id}” may be shorter than the pack's ${preconditions.daysAfterCompletion} days, not longer.`,
    );
}

function checkInputs({ id, inputs, attachments }: ReasonValue, note: Note): void {
  noteRepeated(
    inputs.map((input) => input.id),
    (index, name) => note(['inputs', index, 'id'], `“${id}” asks for “${name}” twice.`),
  );
  for (const [index, input] of inputs.entries()) {
    if (input.kind !== 'files') continue;
    if (input.min > input.max)
      note(['inputs', index, 'min'], `“${id}” asks for at least ${input.min} files but takes ${input.max}.`);
    if (input.required !== input.min > 0)
      note(['inputs', index, 'required'], `Files of “${id}” are required exactly where “min” is 1 or more.`);
    if (attachments.length === 0)
      note(['attachments'], `“${id}” takes files, so “attachments” must say of which kinds.`);
  }
}

function checkReason(reason: ReasonValue, pack: PackFileValue, note: Note): void {
  if (reason.kind === 'solicitation') checkSolicitation(reason, note);
  else checkDays(reason, pack, note);
  checkInputs(reason, note);
}

export function checkReasonsFile(
  value: ReasonsFileValue,
  file: JsonFile,
  pack: PackFileValue | null,
): PackProblem[] {
  const problems: PackProblem[] = [];
  const note = noteIn(file, problems);
  const { reasons } = value;
  noteRepeated(
    reasons.map(({ id }) => id),
    (index, id) => note(['reasons', index, 'id'], `There are two reasons “${id}”; give one another id.`),
  );
  const owners = new Map<string, string>();
  for (const [index, reason] of reasons.entries()) {
    for (const [position, type] of reason.api.entries()) {
      const owner = owners.get(type);
      // A call names its type alone, so the type has to name one reason.
      if (owner !== undefined)
        note(
          ['reasons', index, 'api', position],
          `The message type “${type}” belongs to “${owner}” already; a type stands for one reason.`,
        );
      owners.set(type, owner ?? reason.id);
    }
    if (pack !== null)
      checkReason(reason, pack, (path, sentence) => note(['reasons', index, ...path], sentence));
  }
  const solicitations = reasons.flatMap(({ kind }, index) => (kind === 'solicitation' ? [index] : []));
  for (const index of solicitations.slice(1))
    note(
      ['reasons', index, 'kind'],
      'There is a solicitation already; an order gets one, so a pack has one.',
    );
  return problems;
}

/** The values that the server fills into every text of a reason. */
const ALWAYS_GIVEN: readonly string[] = ['orderId', 'seller', 'marketplace'];
/** What is known once the order's amount was adjusted. */
const GIVEN_WHEN_ADJUSTED: readonly string[] = ['amount', 'adjustmentReason'];

function placeholdersGiven({ inputs, conditions }: ContactReason): string[] {
  const written = inputs.flatMap((input) => (input.kind === 'files' ? [] : [input.id]));
  return [...ALWAYS_GIVEN, ...(conditions.adjustedInFull ? GIVEN_WHEN_ADJUSTED : []), ...written];
}

function checkText(
  language: string,
  text: string,
  given: readonly string[],
  note: (sentence: string) => void,
): ReadonlySet<string> {
  const reading = readIcuText(language, text);
  if (reading.kind === 'broken') {
    note(`This is not ICU message syntax (${reading.complaint}); a brace is missing, or one is too many.`);
    return new Set(given);
  }
  for (const name of reading.placeholders)
    if (!given.includes(name))
      note(`Nothing is known here for the placeholder {${name}}; known are ${given.join(', ')}.`);
  return reading.placeholders;
}

function checkReasonTexts(
  reason: ContactReason,
  texts: TextsFileValue['reasons'][string],
  language: string,
  note: Note,
): void {
  const given = placeholdersGiven(reason);
  const at = (key: string) => (sentence: string) => note(['reasons', reason.id, key], sentence);
  checkText(language, texts.name, [], at('name'));
  checkText(language, texts.subject, ALWAYS_GIVEN, at('subject'));
  const used = checkText(language, texts.template, given, at('template'));
  // ORDER 5: a proactive message contains the order id.
  if (!used.has('orderId')) at('template')('The text must contain {orderId}.');
  for (const input of reason.inputs)
    if (input.kind !== 'files' && !used.has(input.id))
      at('template')(`The seller gives “${input.id}”, so the text must contain {${input.id}}.`);
  // ORDER 1: the message carries a confirmation of the adjustment with its reason.
  if (reason.conditions.adjustedInFull)
    for (const name of GIVEN_WHEN_ADJUSTED)
      if (!used.has(name))
        at('template')(`The text must confirm the adjustment, so it must contain {${name}}.`);
}

/** Texts of one language: one for each reason of the pack, and none for others. */
export function checkTextsFile(
  value: TextsFileValue,
  file: JsonFile,
  language: string,
  reasons: readonly ContactReason[],
): PackProblem[] {
  const problems: PackProblem[] = [];
  const note = noteIn(file, problems);
  for (const reason of reasons) {
    const texts = Object.hasOwn(value.reasons, reason.id) ? value.reasons[reason.id] : undefined;
    if (texts === undefined) note(['reasons'], `The reason “${reason.id}” has no texts here; add them.`);
    else checkReasonTexts(reason, texts, language, note);
  }
  for (const id of Object.keys(value.reasons))
    if (!reasons.some((reason) => reason.id === id))
      note(['reasons', id], `There is no reason “${id}” in contact-reasons.json.`);
  return problems;
}
