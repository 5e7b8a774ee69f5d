import { defineRule } from '../rule.ts';
import type { HtmlElement } from '../view/element.ts';
import type { MessageView } from '../view/message-view.ts';
import type { ComputedStyle } from '../view/styles.ts';

const GRAPHIC = new Set(['img', 'svg', 'canvas', 'video', 'picture', 'object', 'embed']);

function intrinsicWidth(view: MessageView, element: HtmlElement): number | null {
  const source = element.attributes.get('src') ?? '';
  const index = view.message.images.findIndex(({ cid }) => cid !== '' && source === `cid:${cid}`);
  const facts = view.files.find((file) => file.part === 'image' && file.index === index);
  return view.message.images[index]?.width ?? facts?.width ?? null;
}

function shownWidth(view: MessageView, element: HtmlElement, style: ComputedStyle): number | null {
  if (style.width !== null) return style.width;
  const intrinsic = intrinsicWidth(view, element);
  if (intrinsic === null) return null;
  // Without a width the picture keeps its proportions to a set height.
  return style.height === null ? intrinsic : null;
}

/** A picture or graphic wider than four fifths of the message. */
export default defineRule({
  meta: {
    id: 'image-width',
    clause: 'CG-3.6',
    kind: 'style',
    severity: 'block',
    options: {
      maxWidth: { type: 'number', default: 600, min: 100, max: 2000, about: 'Width of a message in px.' },
      share: {
        type: 'number',
        default: 0.8,
        min: 0,
        max: 1,
        about: 'Share of the width that a picture may take.',
      },
    },
    messages: ['wide'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report, { maxWidth, share }) {
    const most = maxWidth * share + 0.01;
    for (const [element, style] of view.styles(maxWidth)) {
      if (!GRAPHIC.has(element.tag) || style.hidden) continue;
      const width = shownWidth(view, element, style);
      if (width === null || width <= most) continue;
      const where = [{ part: 'html', start: element.startTag.start, end: element.startTag.end } as const];
      report({ messageId: 'wide', where, data: { width: Math.round(width), most: Math.round(most) } });
    }
  },
});
