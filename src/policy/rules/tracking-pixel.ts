import { isKnownHost } from '../entity/contact.ts';
import { defineRule } from '../rule.ts';
import type { HtmlElement } from '../view/element.ts';
import type { MessageView } from '../view/message-view.ts';
import type { ComputedStyle } from '../view/styles.ts';

const REMOTE = /^\s*(?:https?:)?\/\//iu;
const BEACON =
  /\/(?:open|opened|track|pixel|beacon|o|wf\/open|trk|imp|impression)(?:[/?.]|$)|[/_-](?:pixel|beacon|spacer|blank|transparent|1x1)\.(?:gif|png|jpe?g)|[?&](?:uid|email|recipient|subscriber|rcpt|mid|cid|u|e|oid)=/iu;
const MAX_PIXELS = 2;

const isTiny = (style: ComputedStyle): boolean =>
  (style.width !== null && style.width <= MAX_PIXELS) ||
  (style.height !== null && style.height <= MAX_PIXELS);

function isHostOf(view: MessageView, source: string): boolean {
  const url = URL.parse(source.trim().startsWith('//') ? `https:${source.trim()}` : source.trim());
  return url !== null && isKnownHost(view, url.hostname);
}

function sourcesOf(element: HtmlElement): string[] {
  const tags = ['img', 'input', 'video', 'audio', 'iframe', 'embed', 'source'];
  if (!tags.includes(element.tag)) return [];
  const set = (element.attributes.get('srcset') ?? '')
    .split(',')
    .map((candidate) => candidate.trim().split(/\s/u)[0] ?? '');
  return [element.attributes.get('src') ?? '', ...set].filter((source) => REMOTE.test(source));
}

/** A remote picture that nobody sees: it tells the sender when the message was opened. */
export default defineRule({
  meta: {
    id: 'tracking-pixel',
    clause: 'CG-2.10',
    kind: 'element',
    severity: 'block',
    options: {
      maxWidth: { type: 'number', default: 600, min: 100, max: 2000, about: 'Width of a message in px.' },
    },
    messages: ['pixel', 'beacon'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { maxWidth }) {
    for (const [element, style] of view.styles(maxWidth)) {
      const sources = sourcesOf(element).filter((source) => !isHostOf(view, source));
      const backgrounds = style.backgrounds.filter(
        (source) => REMOTE.test(source) && !isHostOf(view, source),
      );
      const all = [...sources, ...backgrounds];
      if (all.length === 0) continue;
      const { start, end } = element.startTag;
      const where = [{ part: 'html', start, end } as const];
      const isPicture = sources.length > 0;
      const isUnseen = isTiny(style) || style.hidden;
      const fix = isPicture ? { fix: [{ part: 'html', start, end, text: '' } as const] } : {};
      if (isUnseen) report({ messageId: 'pixel', where, ...fix });
      else if (all.some((source) => BEACON.test(source)) && !element.hasOwnText && style.width === null) {
        report({ messageId: 'beacon', where, certainty: 'likely', ...fix });
      }
    }
  },
});
