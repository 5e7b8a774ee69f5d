// Sanitises every payload of a list of attacks (`[{"payload": …}]`) and counts those of which something is left that the
// oracle doesn't know. Usage: node bench/html-payloads.ts LIST.json

import { readFileSync } from 'node:fs';

import { authorHtml } from '#mail/html-content.ts';
import { htmlToText } from '#mail/html-text.ts';
import { createScrubber } from '#mail/scrub.ts';
import { foreignIn } from '#test/support/html-oracle.ts';

const scrubber = createScrubber({ addresses: [], phones: [], names: [] });
const list = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { payload: string }[];
let empty = 0;
let foreign = 0;
let differing = 0;
let textOnly = 0;
for (const { payload } of list) {
  const found = authorHtml(payload, { scrubber, picture: () => null, appended: [], hasFiles: false });
  if (found === null || found.html === null) {
    if (found !== null && found.text !== '') textOnly += 1;
    else empty += 1;
    continue;
  }
  const complaints = foreignIn(found.html);
  if (complaints.length > 0) {
    foreign += 1;
    console.log(payload.slice(0, 120), complaints);
  }
  if (htmlToText(found.html) !== found.text) differing += 1;
}
console.log(
  `${list.length} payloads: ${foreign} with something foreign left, ${differing} with text unlike HTML,`,
);
console.log(`${empty} of which nothing is left, ${textOnly} that travel as text alone`);
