import type { Place } from '../finding.ts';
import { defineRule } from '../rule.ts';
import { elementOfPicture } from './picture-place.ts';

/** A picture of more than one frame, GIF, WebP or APNG. */
export default defineRule({
  meta: {
    id: 'animated-gif',
    clause: 'CG-3.4',
    kind: 'style',
    severity: 'block',
    options: {},
    messages: ['frames'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report) {
    for (const { part, index, frames } of view.files) {
      if ((frames ?? 1) <= 1) continue;
      const places: readonly Place[] = part === 'image' ? elementOfPicture(view, index) : [{ part, index }];
      report({ messageId: 'frames', where: places, data: { frames: frames ?? 0 } });
    }
  },
});
