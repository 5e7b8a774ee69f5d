import { LANGUAGES } from '../language.ts';
import { isGenericLinkText } from '../lexicon/word-lists.ts';
import { defineRule } from '../rule.ts';
import type { HtmlElement } from '../view/element.ts';
import type { MessageView } from '../view/message-view.ts';
import { linkText } from '../entity/href.ts';

const BARE_URL = /^\s*(?:https?:\/\/|www\.)\S+\s*$|^\s*[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:\/\S*)?\s*$/iu;
const MARKS_ONLY = /^[^\p{L}\p{N}]*$/u;

/** Accessible name: the text and its pictures' alternative texts, else a label or title (WAI accname 1.2). */
function accessibleName(view: MessageView, link: HtmlElement): string {
  const label = link.attributes.get('aria-label')?.trim() ?? '';
  if (label !== '') return label;
  const names = [linkText(view, link)];
  const queue = [...link.children];
  for (let child = queue.pop(); child !== undefined; child = queue.pop()) {
    names.push(child.attributes.get('alt') ?? '');
    queue.push(...child.children);
  }
  const text = names.join(' ').trim();
  return MARKS_ONLY.test(text) ? `${text} ${link.attributes.get('title') ?? ''}`.trim() : text;
}

/** A link whose text doesn't say where it leads: "here", "this link", a bare address, nothing. */
export default defineRule({
  meta: {
    id: 'link-text',
    clause: 'CG-3.1',
    kind: 'style',
    severity: 'block',
    options: {},
    messages: ['generic', 'address', 'empty'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    for (const link of view.document?.elements ?? []) {
      if (link.tag !== 'a' || !link.attributes.has('href')) continue;
      const name = accessibleName(view, link);
      const where = [{ part: 'html', start: link.whole.start, end: link.whole.end } as const];
      if (MARKS_ONLY.test(name)) report({ messageId: 'empty', where });
      else if (BARE_URL.test(name)) report({ messageId: 'address', where, data: { name } });
      else if (isGenericLinkText(name)) report({ messageId: 'generic', where, data: { name } });
    }
  },
});
