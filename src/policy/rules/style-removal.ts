import type { Edit } from '../finding.ts';
import type { SourceRange } from '../view/element.ts';

/** The safe fix of a breach of style: the declarations or attributes at these places of the HTML go, each once. */
export function removal(places: readonly SourceRange[]): readonly Edit[] {
  const byStart = new Map(places.map((place) => [place.start, place]));
  return [...byStart.values()].map(({ start, end }) => ({ part: 'html', start, end, text: '' }));
}
