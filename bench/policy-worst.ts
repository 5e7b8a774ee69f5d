// How the policy engine's work grows with hostile inputs: node bench/policy-worst.ts [SIZE] [NAME]
// Each input is judged twice at a quarter, a half and the whole of SIZE characters (1,000,000 unless told). Prints the
// lesser times and the growth exponent of the whole and of the rules that took most; 1 is linear.
import process from 'node:process';
import { lint } from '#policy/lint.ts';
import type { Context, Message } from '#policy/message.ts';
import { RULES } from '#policy/rules.ts';
import { readRuleset } from '#policy/ruleset.ts';
import { MessageView } from '#policy/view/message-view.ts';

const [sizeGiven = '1000000', wanted = ''] = process.argv.slice(2);
const SIZE = Number(sizeGiven);
const reading = readRuleset({ name: 'worst', version: '1' }, RULES);
if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
const { ruleset } = reading;

const CONTEXT: Context = {
  order: { id: '302-1234567-7654321', completedAt: null, reviewRequestsSent: 0 },
  preferredLanguage: 'en',
  marketplaceHosts: ['marketplace.example'],
  country: 'GB',
  authorRole: 'seller',
  contactReason: 'order-problem',
  sentAt: new Date('2026-05-20T10:00:00Z'),
};

const fill = (unit: string) => (size: number) => unit.repeat(Math.ceil(size / unit.length));
const numbered = (make: (n: number) => string) => (size: number) => {
  const parts: string[] = [];
  for (let length = 0, n = 0; length < size; n += 1) {
    const part = make(n);
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
};

const css = (size: number): string => {
  const half = Math.ceil(size / 2);
  const rules = numbered((n) => `div .c${n % 997} p > a:first-child, .c${n % 991} * b{color:#${n % 9}00}`)(
    half,
  );
  return `<style>${rules}</style>${numbered((n) => `<div class="c${n % 997}"><p><a>x</a><b>y</b></p></div>`)(half)}`;
};

type Part = 'subject' | 'text' | 'html';
const INPUTS: readonly (readonly [string, Part, (size: number) => string])[] = [
  [
    'prose',
    'text',
    fill('Would you like the oak or the ash shelf for order 302-1234567-7654321? Please tell us soon. '),
  ],
  ['one line of prose', 'text', fill('would you like the oak or the ash shelf and shall we send it ')],
  ['links', 'text', numbered((n) => `https://l${n}.lamps-direct.com/x `)],
  ['bare hosts', 'text', numbered((n) => `l${n}.lamps.com `)],
  ['addresses', 'text', numbered((n) => `jan${n}@example-lamps.nl, `)],
  ['disguised addresses', 'text', numbered((n) => `jan${n} (at) lamps (dot) nl `)],
  ['telephone numbers', 'text', numbered((n) => `call 020 7946 ${String(n % 10_000).padStart(4, '0')} `)],
  ['order ids', 'text', fill('302-1234567-7654321 ')],
  ['digits', 'text', fill('1')],
  ['spaced digits', 'text', fill('1 ')],
  ['number words', 'text', fill('seven ')],
  ['spelled signs', 'text', fill('at dot ')],
  ['at signs', 'text', fill('@')],
  ['labels and at signs', 'text', fill('a@')],
  ['labels', 'text', fill('a.')],
  ['dots', 'text', fill('.')],
  ['dashes', 'text', fill('-')],
  ['dashed', 'text', fill('a-')],
  ['spaces', 'text', (size) => `a${' '.repeat(size)}b`],
  ['breaks', 'text', fill('\n ')],
  ['paragraphs', 'text', fill('ok\n\n\n\n')],
  ['less-than signs', 'text', fill('<')],
  ['brackets', 'text', fill('(')],
  ['curly brackets', 'text', fill('[{')],
  ['quotes', 'text', fill('"')],
  ['accents', 'text', fill('´')],
  ['combining marks', 'text', (size) => `e${'\u0301'.repeat(size)}`],
  ['clusters', 'text', fill('e\u0301\u0302')],
  ['zero widths', 'text', fill('\u200b')],
  ['zero widths in a word', 'text', fill('a\u200b')],
  ['bidi', 'text', fill('a\u202e')],
  ['emoji', 'text', fill('👩‍👩‍👧‍👦')],
  ['joiners', 'text', fill('👩\u200d')],
  ['emoticons', 'text', fill(':-) ')],
  ['kaomoji', 'text', fill('(°°')],
  ['homoglyphs', 'text', fill('pаypаl ')],
  ['full width', 'text', fill('１')],
  ['starred', 'text', fill('a*')],
  ['single letters', 'text', fill('a b ')],
  ['abuse', 'text', fill('you are an idiot ')],
  ['review words', 'text', fill('please change your negative review not ')],
  ['euros', 'text', fill('1.000.')],
  ['dates', 'text', fill('1.1.')],
  ['IBANs', 'text', fill('DE12 3456 ')],
  ['units', 'text', fill('1 x ')],
  ['a long word', 'text', fill('a')],
  ['slashes', 'text', fill('http://')],
  ['subject', 'subject', fill('[Important] a.b@c ')],
  ['square brackets', 'subject', fill('[')],
  ['nesting', 'html', fill('<div>')],
  ['nested and closed', 'html', (size) => `${'<b>'.repeat(size / 7)}x${'</b>'.repeat(size / 7)}`],
  ['paragraph starts', 'html', fill('<p>')],
  ['tables', 'html', fill('<table><tr><td>')],
  ['misnested', 'html', fill('<a><b></a>')],
  ['anchors', 'html', numbered((n) => `<a href="https://l${n}.lamps-direct.com">see the shelf</a> `)],
  ['empty anchors', 'html', fill('<a href=x>')],
  ['mailto', 'html', fill('<a href="mailto:x@y.de">x</a>')],
  ['pictures', 'html', fill('<img src="http://a.b/c.gif" width=1>')],
  ['references', 'html', fill('&amp')],
  ['open tags', 'html', fill('<')],
  ['open comments', 'html', fill('<!--')],
  ['attributes', 'html', numbered((n) => (n === 0 ? '<p ' : `a${n}=1 `))],
  ['alternative texts', 'html', fill('<img alt="a photo of the shelf">')],
  ['breaks in HTML', 'html', fill('<br>')],
  ['inline style', 'html', (size) => `<p style="${'color:red;'.repeat(size / 10)}">x</p>`],
  ['style on every element', 'html', fill('<p style="color:red;margin:0 1px">x</p>')],
  ['style sheet', 'html', css],
  [
    'descendants',
    'html',
    (size) => `<style>${'div '.repeat(size / 8)}b{color:red}</style>${'<div>'.repeat(300)}<b>x</b>`,
  ],
  [
    'comma selectors',
    'html',
    (size) => `<style>${'p,'.repeat(size / 4)}p{color:red}</style>${'<p>x</p>'.repeat(size / 16)}`,
  ],
  ['open blocks in CSS', 'html', (size) => `<style>${'{'.repeat(size)}</style><p>x</p>`],
];

const messageOf = (part: Part, body: string): Message => ({
  subject: part === 'subject' ? body : '302-1234567-7654321',
  text: part === 'text' ? body : null,
  html: part === 'html' ? body : null,
  images: [],
  attachments: [],
});

/** Milliseconds of this thread's processor time: other programs on the machine don't count. */
function milliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds that the whole took, and each rule; views are counted where they are first asked for. */
function measure(part: Part, body: string): Map<string, number> {
  const message = messageOf(part, body);
  const times = new Map<string, number>();
  const view = new MessageView(message, CONTEXT);
  for (const rule of RULES) {
    const options = ruleset.settings.get(rule.meta.id)?.options ?? {};
    const at = milliseconds();
    rule.check(view, () => undefined, options as never);
    times.set(rule.meta.id, milliseconds() - at);
  }
  const at = milliseconds();
  lint(message, CONTEXT, ruleset);
  times.set('all', milliseconds() - at);
  return times;
}

/** The lesser of two runs: the other paid for the collector. */
function leastOf(part: Part, body: string): Map<string, number> {
  const [first, second] = [measure(part, body), measure(part, body)];
  return new Map([...first].map(([rule, time]) => [rule, Math.min(time, second.get(rule) ?? time)]));
}

/** Least squares of log time over log size. */
function exponentOf(times: readonly number[]): number {
  const points = times.map((time, i) => [i * Math.LN2, Math.log(Math.max(time, 1e-3))] as const);
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const rise = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return rise / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

lint(messageOf('text', 'Would you like oak or ash?'), CONTEXT, ruleset);
const LIMIT = 1.2;
// Below this a time says more about the machine than about the input.
const WORTH_MS = 40;
let steep = 0;
for (const [name, part, make] of INPUTS) {
  if (wanted !== '' && !name.includes(wanted)) continue;
  const runs = [SIZE / 4, SIZE / 2, SIZE].map((size) => leastOf(part, make(size)));
  const timesOf = (rule: string): number[] => runs.map((run) => run.get(rule) ?? 0);
  const all = timesOf('all');
  const heavy = RULES.map(({ meta }) => meta.id)
    .map((id) => ({ id, times: timesOf(id) }))
    .filter(({ times }) => (times.at(-1) ?? 0) >= WORTH_MS)
    .sort((a, b) => (b.times.at(-1) ?? 0) - (a.times.at(-1) ?? 0))
    .slice(0, 4);
  const isSteep = (times: readonly number[]): boolean =>
    (times.at(-1) ?? 0) >= WORTH_MS && exponentOf(times) > LIMIT;
  if (isSteep(all)) steep += 1;
  const shown = heavy.map(
    ({ id, times }) => `${id} ${(times.at(-1) ?? 0).toFixed(0)} ms ^${exponentOf(times).toFixed(2)}`,
  );
  console.log(
    `${isSteep(all) ? '!' : ' '} ${name.padEnd(24)} ${all.map((time) => time.toFixed(0).padStart(6)).join(' ')} ms  ^${exponentOf(all).toFixed(2)}  ${shown.join(', ')}`,
  );
}
console.log(`${steep} inputs with an exponent above ${LIMIT}`);
