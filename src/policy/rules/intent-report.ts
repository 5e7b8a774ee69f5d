import { surest, weaker } from '../finding.ts';
import type { Certainty, Place } from '../finding.ts';
import type { Intent } from '../intent/model.ts';
import type { Report } from '../rule.ts';
import type { MessageView } from '../view/message-view.ts';

const SURE = 0.9;
const SUBJECT_AT_LEAST = 0.8;

/** The places where a message has an intent, in the order of the text, and what its first file says; empty where it hasn't. */
export function placesOfIntent(
  view: MessageView,
  intent: Intent,
): { readonly where: Place[]; readonly certainty: Certainty; readonly shown: string } {
  const found = view.intents.found.get(intent) ?? [];
  const places = found.filter(
    ({ part, probability }) => part.name !== 'subject' || probability >= SUBJECT_AT_LEAST,
  );
  const certainty = surest(
    places.map((place) => weaker(place.certainty, place.probability >= SURE ? 'sure' : 'likely')),
  );
  const where = places
    .filter(({ index }) => index === null)
    .map(({ part, start, end }) => part.place(start, end));
  where.sort((a, b) => a.part.localeCompare(b.part) || (a.start ?? 0) - (b.start ?? 0));
  // A file is one place, however often it says it.
  const files = new Map<string, Place>();
  for (const { part, index } of places)
    if (index !== null) files.set(`${part.name} ${index}`, { part: part.name, index });
  where.push(...files.values());
  const inFile = places.find(({ index }) => index !== null);
  return { where, certainty, shown: inFile?.part.text.slice(inFile.start, inFile.end) ?? '' };
}

/** Reports an intent once, with all its places. */
export function reportIntent(
  view: MessageView,
  intent: Intent,
  messageId: string,
  report: (report: Report) => void,
): void {
  const { where, ...said } = placesOfIntent(view, intent);
  if (where.length > 0) report({ messageId, where, ...said });
}
