// Measures reply extraction on a corpus: node bench/replies.ts FOLDER [--show]
// FOLDER holds `emails/*.txt` and, for exactness, `trimmed/*.txt` with the expected new text of the same name.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { extractNewText } from '#mail/new-text.ts';

const [folder, option] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node bench/replies.ts FOLDER [--show]');
const shows = option === '--show';

interface Row {
  readonly name: string;
  readonly kilobytes: number;
  readonly milliseconds: number;
  readonly cut: string;
  readonly verdict: 'exact' | 'differs' | 'no expectation';
  readonly empty: boolean;
}

function measure(name: string): Row {
  const mail = readFileSync(join(folder ?? '', 'emails', name), 'utf8');
  const started = performance.now();
  const { text, cut } = extractNewText(mail);
  const milliseconds = performance.now() - started;
  const expectedFile = join(folder ?? '', 'trimmed', name);
  const expected = existsSync(expectedFile) ? readFileSync(expectedFile, 'utf8').trim() : null;
  // As upstream compares: both without blank space at either end.
  const verdict = expected === null ? 'no expectation' : expected === text.trim() ? 'exact' : 'differs';
  if (shows && verdict === 'differs') console.log(`== ${name}\n${text}\n== expected\n${expected}\n`);
  return { name, kilobytes: mail.length / 1024, milliseconds, cut, verdict, empty: text.trim() === '' };
}

const names = readdirSync(join(folder, 'emails')).filter((name) => name.endsWith('.txt'));
for (const name of names.slice(0, 5)) measure(name);
const rows = names.map((name) => measure(name));
const count = (test: (row: Row) => boolean): number => rows.filter((row) => test(row)).length;
const compared = count(({ verdict }) => verdict !== 'no expectation');
const exact = count(({ verdict }) => verdict === 'exact');

console.table(
  rows
    .filter(({ verdict }) => verdict !== 'exact')
    .map(({ name, kilobytes, milliseconds, cut, verdict, empty }) => ({
      name,
      KB: kilobytes.toFixed(1),
      ms: milliseconds.toFixed(2),
      cut,
      verdict,
      empty,
    })),
);
console.table({
  messages: rows.length,
  'with an expectation': compared,
  exact,
  'exact, %': compared === 0 ? '-' : ((100 * exact) / compared).toFixed(1),
  'empty text': count(({ empty }) => empty),
  'cut none / exact / unsure': ['none', 'exact', 'unsure']
    .map((kind) => count(({ cut }) => cut === kind))
    .join(' / '),
  'slowest, ms': Math.max(...rows.map(({ milliseconds }) => milliseconds)).toFixed(1),
});
