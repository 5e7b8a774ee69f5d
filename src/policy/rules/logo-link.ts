import { isKnownHost } from '../entity/contact.ts';
import { readTarget } from '../entity/href.ts';
import { defineRule } from '../rule.ts';
import type { HtmlElement } from '../view/element.ts';
import type { MessageView } from '../view/message-view.ts';

const LOGO_NAME = /logo|brand|banner|masthead|wordmark|header|signet|emblem/iu;
const NAMED = ['src', 'alt', 'id', 'class', 'title'] as const;

function pictureIn(link: HtmlElement): HtmlElement | null {
  const queue = [...link.children];
  for (let child = queue.shift(); child !== undefined; child = queue.shift()) {
    if (child.tag === 'img') return child;
    queue.push(...child.children);
  }
  return null;
}

const isLogo = (picture: HtmlElement): boolean =>
  NAMED.some((name) => LOGO_NAME.test(picture.attributes.get(name) ?? ''));

function leadsAway(view: MessageView, link: HtmlElement): boolean {
  const target = readTarget(link.attributes.get('href') ?? '');
  if (target === null) return false;
  const isHttp = target.protocol === 'https:' || target.protocol === 'http:';
  return !isHttp || !isKnownHost(view, target.hostname);
}

/** Whether a picture of the list is named as a logo, by itself or where the message shows it. */
function isShownAsLogo(view: MessageView, index: number): boolean {
  const cid = view.message.images[index]?.cid ?? '';
  if (LOGO_NAME.test(cid)) return true;
  const elements = view.document?.elements ?? [];
  return elements.some(
    (element) =>
      element.tag === 'img' &&
      cid !== '' &&
      element.attributes.get('src') === `cid:${cid}` &&
      isLogo(element),
  );
}

/** Pictures named as a logo in whose text or code an address was read. */
function logosWithAddress(view: MessageView): number[] {
  return view.fileTexts.flatMap(({ text, index, file }) => {
    if ((file !== 'picture' && file !== 'code') || text.name !== 'image' || index === null) return [];
    const hasAddress = text.emails.length + text.links.length > 0;
    return hasAddress && isShownAsLogo(view, index) ? [index] : [];
  });
}

/** A logo that leads to the seller's site, or shows its address. */
export default defineRule({
  meta: {
    id: 'logo-link',
    clause: 'CG-2.4',
    kind: 'element',
    severity: 'block',
    options: {},
    messages: ['linked', 'shown'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report) {
    for (const link of view.document?.elements ?? []) {
      const picture = link.tag === 'a' && leadsAway(view, link) ? pictureIn(link) : null;
      if (picture === null || !isLogo(picture)) continue;
      report({
        messageId: 'linked',
        where: [{ part: 'html', start: link.whole.start, end: link.whole.end }],
      });
    }
    for (const index of new Set(logosWithAddress(view))) {
      report({ messageId: 'shown', where: [{ part: 'image', index }], certainty: 'likely' });
    }
  },
});
