import { defineRule } from '../rule.ts';
import type { HtmlElement, SourceRange } from '../view/element.ts';
import type { ComputedStyle } from '../view/styles.ts';
import { removal } from './style-removal.ts';

const TOLERANCE = 0.01;

/** Where margins and paddings of the element and all around it are declared. */
function insetPlaces(
  element: HtmlElement,
  styles: ReadonlyMap<HtmlElement, ComputedStyle>,
): readonly SourceRange[] {
  const places: SourceRange[] = [];
  for (let at: HtmlElement | null = element; at !== null; at = at.parent)
    places.push(...(styles.get(at)?.insetPlaces ?? []));
  return places;
}

/** Margins and paddings that add up, on one side, to more than a fifth of the width. */
export default defineRule({
  meta: {
    id: 'margin-width',
    clause: 'CG-3.5',
    kind: 'style',
    severity: 'block',
    options: {
      maxWidth: { type: 'number', default: 600, min: 100, max: 2000, about: 'Width of a message in px.' },
      share: {
        type: 'number',
        default: 0.2,
        min: 0,
        max: 1,
        about: 'Share of the width that one side may take.',
      },
    },
    messages: ['wide'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { maxWidth, share }) {
    const most = maxWidth * share + TOLERANCE;
    const styles = view.styles(maxWidth);
    for (const [element, style] of styles) {
      const inset = Math.max(style.insetLeft, style.insetRight);
      const parent = element.parent === null ? undefined : styles.get(element.parent);
      // Reported where the limit is first crossed, not again for all that lies inside.
      if (inset <= most || Math.max(parent?.insetLeft ?? 0, parent?.insetRight ?? 0) > most) continue;
      if (element.textEnd === element.textStart && element.tag !== 'img') continue;
      const where = [{ part: 'html', start: element.startTag.start, end: element.startTag.end } as const];
      const data = { inset: Math.round(inset), most: Math.round(most) };
      const places = insetPlaces(element, styles);
      report({ messageId: 'wide', where, data, ...(places.length === 0 ? {} : { fix: removal(places) }) });
    }
  },
});
