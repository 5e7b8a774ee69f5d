// Measures the reading of reports on a corpus: node bench/bounces.ts FOLDER [--show]
// FOLDER holds `expected.json` ({file: [{hard, reason, reply, status}]}), the reports in `bsd/` and mail that is
// none in `not/`. Each report is also read with its line ends turned into CRLF and into CR.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { readReport, readUnreadableReport } from '#mail/delivery-report-reader.ts';
import type { ReportReading } from '#mail/delivery-report.ts';
import { readMail } from '#mail/read-mail.ts';

interface Verdict {
  readonly hard: boolean;
  readonly reason: string;
  readonly reply: string;
  readonly status: string;
}

const [folder, option] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node bench/bounces.ts FOLDER [--show]');
const shows = option === '--show';
const expected = new Map(
  Object.entries(
    JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Verdict[]>,
  ),
);

const NOT_BOUNCES = new Set(['feedback', 'vacation', 'delivered']);
const ENDS = new Map([
  ['as stored', null],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
]);

let unreadable = 0;

function readWith(raw: Uint8Array, end: string | null): ReportReading {
  const text = Buffer.from(raw).toString('latin1');
  const bytes = end === null ? raw : Buffer.from(text.replaceAll(/\r\n|\r|\n/gu, end), 'latin1');
  const read = readMail(bytes);
  if (read.kind === 'mail') return readReport(read.mail);
  unreadable += 1;
  return readUnreadableReport(bytes);
}

interface Tally {
  verdicts: number;
  recognised: number;
  agreed: number;
  statuses: number;
  sameStatus: number;
  sameReply: number;
  tooMany: number;
  otherTold: number;
  others: number;
  noted: number;
  slowest: number;
}

const confusion = new Map<string, number>();

function addBounces(tally: Tally, name: string, reading: ReportReading, verdicts: readonly Verdict[]): void {
  const reports = reading.kind === 'bounce' ? reading.reports : [];
  tally.verdicts += verdicts.length;
  tally.recognised += Math.min(reports.length, verdicts.length);
  tally.tooMany += Math.max(0, reports.length - verdicts.length);
  for (const [index, verdict] of verdicts.entries()) {
    const report = reports[index];
    if (report?.hard === verdict.hard) tally.agreed += 1;
    // x.0.9xx are the corpus's own codes for "no status in the report".
    const isReal = !/^\d\.0\.9\d\d$/u.test(verdict.status);
    if (isReal) tally.statuses += 1;
    if (isReal && report?.status === verdict.status) tally.sameStatus += 1;
    if (String(report?.replyCode ?? '') === verdict.reply) tally.sameReply += 1;
    if (report?.hard !== verdict.hard && shows)
      console.log(
        `${name} #${index} expected ${verdict.hard ? 'HARD' : 'soft'} ${verdict.reason} ${verdict.status} ${verdict.reply}; got ${report === undefined ? reading.kind : `${report.hard ? 'HARD' : 'soft'} ${report.cause} ${report.status} ${report.replyCode} «${report.diagnostic.slice(0, 160)}»`}`,
      );
    const key = `${verdict.reason} → ${report === undefined ? 'none' : report.cause}`;
    confusion.set(key, (confusion.get(key) ?? 0) + 1);
  }
  if (reports.length > verdicts.length && shows)
    console.log(
      `${name} ${reports.length} reports for ${verdicts.length}: ${reports.map(({ finalRecipient }) => finalRecipient).join(' ')}`,
    );
}

function addOthers(tally: Tally, name: string, reading: ReportReading, verdicts: readonly Verdict[]): void {
  const [{ reason } = { reason: '' }] = verdicts;
  tally.others += verdicts.length;
  const told =
    reason === 'delivered'
      ? reading.reports.every(({ kind }) => kind === 'delivered')
      : reading.kind === reason;
  if (told) tally.otherTold += verdicts.length;
  else if (shows) console.log(`${name} expected ${reason}; got ${reading.kind}`);
  if (told && reason === 'feedback' && reading.reports.length !== verdicts.length && shows)
    console.log(`${name} ${reading.reports.length} complaints for ${verdicts.length}`);
}

function measure(end: string | null): Tally {
  unreadable = 0;
  const tally: Tally = {
    verdicts: 0,
    recognised: 0,
    agreed: 0,
    statuses: 0,
    sameStatus: 0,
    sameReply: 0,
    tooMany: 0,
    otherTold: 0,
    others: 0,
    noted: 0,
    slowest: 0,
  };
  for (const [name, verdicts] of expected) {
    const raw = readFileSync(join(folder ?? '', 'bsd', name));
    const started = performance.now();
    const reading = readWith(raw, end);
    tally.slowest = Math.max(tally.slowest, performance.now() - started);
    const bounces = verdicts.filter(({ reason }) => !NOT_BOUNCES.has(reason));
    const others = verdicts.filter(({ reason }) => NOT_BOUNCES.has(reason));
    if (bounces.length > 0) addBounces(tally, name, reading, bounces);
    if (others.length > 0) addOthers(tally, name, reading, others);
    if (reading.originalMessageId !== null) tally.noted += 1;
  }
  return tally;
}

const share = (part: number, whole: number): string =>
  `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;

const rows = [...ENDS].map(([lineEnds, end]) => {
  const tally = measure(end);
  return {
    'line ends': lineEnds,
    'bounce verdicts recognised': share(tally.recognised, tally.verdicts),
    'hard/soft as expected': share(tally.agreed, tally.verdicts),
    'status as expected': share(tally.sameStatus, tally.statuses),
    'reply code as expected': share(tally.sameReply, tally.verdicts),
    'reports too many': tally.tooMany,
    'feedback, vacation, delivered told apart': share(tally.otherTold, tally.others),
    'mails that readMail refuses': unreadable,
    'Message-ID of the original found': `${tally.noted} of ${expected.size} mails`,
    'slowest, ms': tally.slowest.toFixed(1),
  };
});
for (const row of rows) console.table(row);

const strangers = readdirSync(join(folder, 'not')).map((name) => {
  const reading = readWith(readFileSync(join(folder, 'not', name)), null);
  return { name, 'read as': reading.kind };
});
console.log('mail that is no bounce');
console.table(strangers);
if (shows) console.table([...confusion].sort((a, b) => b[1] - a[1]));
