// Reads, takes apart and composes mail that is made to cost more than it weighs (threats C10), in three sizes:
//   node bench/mail-worst.ts [BYTES [NAME]]
// Prints processor time of this thread for BYTES, twice and four times as much (250,000 if not given), and by which
// power it grows: 1 is linear. Times below some milliseconds say nothing of growth. NAME picks cases.
import { authorContent } from '#mail/author-content.ts';
import { recogniseAutomatic } from '#mail/automatic.ts';
import { readReport, readUnreadableReport } from '#mail/delivery-report-reader.ts';
import { encodeText } from '#mail/compose-text.ts';
import { readMail } from '#mail/read-mail.ts';
import { worstMails } from '#test/support/worst-mail.ts';

const [size = '250000', name = ''] = process.argv.slice(2);
const VALUES = {
  addresses: [
    { address: 'buyer17@bench.example', alias: 'k3j5h2abcdefghijklmnopqrst@post.market.example' },
    { address: 'anna.bakker@gmail.com', alias: 'z7y6x5abcdefghijklmnopqrst@post.market.example' },
  ],
  phones: ['+31 6 12345678'],
  names: ['Jan Visser', 'aaa'],
};
const OPTIONS = { maxFileBytes: 10_000_000, isOurs: (domain: string) => domain === 'post.market.example' };

function run(raw: Uint8Array): void {
  const read = readMail(raw);
  if (read.kind === 'unreadable') {
    readUnreadableReport(raw);
    return;
  }
  recogniseAutomatic(read.mail, { nullReversePath: false });
  readReport(read.mail);
  const { text, html } = authorContent(read.mail, VALUES, OPTIONS);
  encodeText(text);
  encodeText(html ?? '');
}

function millisecondsOf(raw: Uint8Array): number {
  const before = process.threadCpuUsage();
  run(raw);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

const cases = Object.entries(worstMails).filter(([title]) => title.includes(name));
for (const [, make] of cases) run(Buffer.from(make(5000)));
const growing: string[] = [];
for (const [title, make] of cases) {
  const times = [1, 2, 4].map((factor) => {
    const raw = Buffer.from(make(Number(size) * factor));
    return Math.min(millisecondsOf(raw), millisecondsOf(raw));
  });
  const [, two = 0, four = 0] = times;
  const power = Math.log2(four / Math.max(two, 1));
  if (power > 1.4 && four > 100) growing.push(title);
  const shown = times.map((time) => time.toFixed(0).padStart(7)).join('');
  console.log(`${title.padEnd(24)}${shown} ms  power ${power.toFixed(2)}`);
}
console.log(`${cases.length} cases; more than linear: ${growing.length === 0 ? 'none' : growing.join(', ')}`);
