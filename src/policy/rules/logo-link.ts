import { isKnownHost } from '../entity/contacts.ts';
import { readTarget } from '../entity/href.ts';
import { defineRule } from '../rule.ts';
import type { HtmlElement } from '../view/element.ts';

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
      if (link.tag !== 'a') continue;
      const target = readTarget(link.attributes.get('href') ?? '');
      const picture = target === null ? null : pictureIn(link);
      if (target === null || picture === null || !isLogo(picture)) continue;
      const isHttp = target.protocol === 'https:' || target.protocol === 'http:';
      if (isHttp && isKnownHost(view, target.hostname)) continue;
      report({
        messageId: 'linked',
        where: [{ part: 'html', start: link.whole.start, end: link.whole.end }],
      });
    }
    for (const { text, index, file } of view.fileTexts) {
      if (file !== 'picture' || text.name !== 'image' || index === null) continue;
      const cid = view.message.images[index]?.cid ?? '';
      if (!LOGO_NAME.test(cid) || text.emails.length + text.links.length === 0) continue;
      report({ messageId: 'shown', where: [{ part: 'image', index }], certainty: 'likely' });
    }
  },
});
