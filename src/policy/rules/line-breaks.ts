import type { Edit } from '../finding.ts';
import { defineRule } from '../rule.ts';
import type { TextPart } from '../view/text-part.ts';

// Breaks with nothing between them but spaces; `\r\n` is one.
const RUN = /(?:\r\n|\r|\n)(?:[^\S\r\n]{0,40}(?:\r\n|\r|\n))+/gu;

interface Run {
  readonly start: number;
  readonly end: number;
  readonly breaks: number;
}

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const match of text.matchAll(RUN)) {
    const breaks = match[0].match(/\r\n|\r|\n/gu)?.length ?? 0;
    runs.push({ start: match.index, end: match.index + match[0].length, breaks });
  }
  return runs;
}

function isAtEdge(part: TextPart, run: Run): boolean {
  const { text } = part.visible;
  return text.slice(0, run.start).trim() === '' || text.slice(run.end).trim() === '';
}

/** More than two line breaks in a row, empty blocks and `&nbsp;` paragraphs counted. */
export default defineRule({
  meta: {
    id: 'line-breaks',
    clause: 'CG-3.10',
    kind: 'style',
    severity: 'block',
    options: {
      most: {
        type: 'number',
        default: 2,
        min: 1,
        max: 20,
        about: 'Line breaks that may follow one another.',
      },
    },
    messages: ['breaks'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { most }) {
    for (const part of view.bodies) {
      for (const run of runsOf(part.visible.text)) {
        if (run.breaks <= most || isAtEdge(part, run)) continue;
        const place = part.visible.place(run.start, run.end);
        const { start = 0, end = 0 } = place;
        const edits: Edit[] = [{ part: place.part, start, end, text: '\n'.repeat(most) }];
        // In HTML the run holds tags: taking them out is for the author.
        const fix = place.part === 'text' ? { fix: edits } : {};
        report({ messageId: 'breaks', where: [place], data: { breaks: run.breaks, most }, ...fix });
      }
    }
  },
});
