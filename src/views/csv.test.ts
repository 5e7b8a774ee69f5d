import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csvLine } from './csv.ts';

const CASES: readonly (readonly [cells: Parameters<typeof csvLine>[0], line: string])[] = [
  [['a', 1, null, new Date('2026-01-02T03:04:05.678Z')], 'a,1,,2026-01-02T03:04:05.678Z'],
  [['a,b', 'c"d', 'e\nf', 'g;h'], '"a,b","c""d","e\nf","g;h"'],
  [['=1+1', '+1', '-1', '@x', '|x'], "'=1+1,'+1,'-1,'@x,'|x"],
  [['  =1', '\t=1', '＝1', '\u200b=1'], "'  =1,\"'\t=1\",'＝1,'\u200b=1"],
  [[-1, 'a=1'], '-1,a=1'],
  [['=HYPERLINK("http://x","y")'], `"'=HYPERLINK(""http://x"",""y"")"`],
];

for (const [cells, line] of CASES)
  test(`a line of CSV: ${JSON.stringify(cells)}`, () => assert.equal(csvLine(cells), `${line}\r\n`));
