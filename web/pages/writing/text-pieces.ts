import type { Advice } from '#web/data/writing.ts';

import type { TextPlace } from './finding-place.ts';
import { findingPlace } from './finding-place.ts';

/** A piece of a text, and how grave what is said of it is; null: nothing is. */
export interface TextPiece {
  readonly text: string;
  readonly mark: 'stops' | 'hint' | null;
}

interface Mark extends TextPlace {
  readonly mark: 'stops' | 'hint';
}

/** A text cut where findings begin and end; of places that overlap the first one counts. The pieces make up the text. */
export function textPieces(text: string, findings: Advice['findings']): readonly TextPiece[] {
  const marks = findings
    .flatMap((finding): Mark[] => {
      const place = findingPlace(finding, text);
      return place === null ? [] : [{ ...place, mark: finding.effect === 'refuse' ? 'stops' : 'hint' }];
    })
    .toSorted((a, b) => a.start - b.start);
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { start, end, mark } of marks) {
    if (start < at) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), mark: null });
    pieces.push({ text: text.slice(start, end), mark });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), mark: null });
  return pieces;
}
