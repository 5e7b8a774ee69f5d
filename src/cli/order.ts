import { createReadStream } from 'node:fs';

import { readCsv } from '#http/read-csv.ts';
import { LONGEST_LINE, readJsonLine } from '#market/order-import.ts';
import type { NumberedReading } from '#market/order.ts';
import type { ImportedLine } from '#store/order-import.ts';
import { countResults, importRecords, noteImport } from '#store/order-import.ts';

import { adjust, ship } from './order-by-hand.ts';
import { decodeText, fileTrouble } from './text-file.ts';
import type { SubVerb, Verb } from './verb.ts';
import { CALLED_WRONGLY, COMMAND_LINE, DONE, FAILED, optionText, verbOf } from './verb.ts';

/** Lines one by one; of a line that never ends no more is held than one that is too long. */
async function* readLines(text: AsyncIterable<string>): AsyncGenerator<NumberedReading> {
  let pending = '';
  let line = 1;
  for await (const chunk of text) {
    const parts = (pending + chunk).split('\n');
    pending = (parts.pop() ?? '').slice(0, LONGEST_LINE + 1);
    for (const part of parts) {
      const reading = readJsonLine(part, line);
      line += 1;
      if (reading !== null) yield reading;
    }
  }
  const last = readJsonLine(pending, line);
  if (last !== null) yield last;
}

function formatOf(values: Parameters<SubVerb['run']>[0]['values'], file: string): string {
  return optionText(values, 'format') ?? (file.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl');
}

function describe({ line, result, what, faults }: ImportedLine): string {
  const reasons = faults
    .map(({ field, reason }) => (field === '' ? reason : `${field} ${reason}`))
    .join('; ');
  return [
    `line ${line}: ${result}`,
    ...(what === null ? [] : [what]),
    ...(reasons === '' ? [] : [reasons]),
  ].join(', ');
}

const importVerb: SubVerb = {
  usage: 'FILE [--format jsonl|csv] [--all]      (FILE - is standard input; --all reports good lines too)',
  options: { format: { type: 'string' }, all: { type: 'boolean' } },
  words: ['FILE'],
  async run({ values, words: [file = ''] }, { db, ids, clock, out, err }) {
    const format = formatOf(values, file);
    if (format !== 'jsonl' && format !== 'csv') {
      err('--format takes jsonl or csv.');
      return CALLED_WRONGLY;
    }
    const counts = countResults([]);
    try {
      const text = decodeText(file === '-' ? process.stdin : createReadStream(file));
      const readings = format === 'csv' ? readCsv(text) : readLines(text);
      await importRecords(db, readings, { ids, now: () => clock.now() }, (line) => {
        counts[line.result] += 1;
        if (line.result === 'refused') err(describe(line));
        else if (values['all'] === true) out(describe(line));
      });
    } catch (error) {
      const sentence = fileTrouble(error, file);
      if (sentence === null) throw error;
      err(sentence);
      return FAILED;
    }
    const note = { id: ids.uuid(), at: clock.now(), actor: COMMAND_LINE, counts };
    await db.transaction().execute((tx) => noteImport(tx, note));
    const { created, updated, unchanged, refused } = counts;
    out(`${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused`);
    return refused === 0 ? DONE : FAILED;
  },
};

/** `parley order …`. */
export const order: Verb = verbOf('order', 'Orders, products, buyers and returns from the shop.', {
  import: importVerb,
  ship,
  adjust,
});
