import { LANGUAGES } from '../language.ts';
import { fold } from '../lexicon/lexicon.ts';
import { EMPTY_ALT_TEXTS } from '../lexicon/word-lists.ts';
import { defineRule } from '../rule.ts';
import type { HtmlElement } from '../view/element.ts';

const FILE_NAME = /^\s*[^\s]+\.(?:png|jpe?g|gif|webp|bmp|svg|heic|tiff?)\s*$/iu;
const CAMERA_NAME = /^\s*(?:img|dsc|dscn|image|photo|screenshot|bild|foto)[\s_-]?\d{1,10}\s*$/iu;

function problemOf(image: HtmlElement): 'missing' | 'file' | 'generic' | null {
  const role = image.attributes.get('role');
  if (role === 'presentation' || role === 'none' || image.attributes.get('aria-hidden') === 'true')
    return null;
  const alt = image.attributes.get('alt') ?? image.attributes.get('aria-label');
  if (alt === undefined) return 'missing';
  // An empty one says that the picture is decoration (WCAG 2.2 technique H67).
  if (alt === '') return null;
  if (FILE_NAME.test(alt) || CAMERA_NAME.test(alt)) return 'file';
  const bare = fold(alt, 'en')
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .trim();
  return bare === '' || EMPTY_ALT_TEXTS.has(bare) ? 'generic' : null;
}

/** A picture without an alternative text that says what it shows. */
export default defineRule({
  meta: {
    id: 'img-alt',
    clause: 'CG-3.2',
    kind: 'style',
    severity: 'block',
    options: {},
    messages: ['missing', 'file', 'generic'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    for (const image of view.document?.elements ?? []) {
      if (image.tag !== 'img') continue;
      const messageId = problemOf(image);
      if (messageId === null) continue;
      report({ messageId, where: [{ part: 'html', start: image.startTag.start, end: image.startTag.end }] });
    }
  },
});
