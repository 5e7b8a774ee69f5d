// Speed of the policy engine on one core: npm run bench:policy [-- MESSAGES.jsonl] [-- --alex FOLDER]
// Without a file the held-out messages are judged. Prints messages a second, p50 and p99, memory, time to ready, and
// what each rule costs. FOLDER is one in which `npm install alex` was run: that prose linter then judges the same English
// texts in the same run.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const startedAt = process.hrtime.bigint();
const { readHeldOut } = await import('#bench/policy/held-out.ts');
const { lint } = await import('#policy/lint.ts');
const { compileLexicons } = await import('#policy/lexicon/lexicons.ts');
const { RULES } = await import('#policy/rules.ts');
const { readRuleset } = await import('#policy/ruleset.ts');
const { MessageView } = await import('#policy/view/message-view.ts');

const milliseconds = (from: bigint): number => Number(process.hrtime.bigint() - from) / 1e6;

const reading = readRuleset({ name: 'bench', version: '1' }, RULES);
if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
const { ruleset } = reading;
compileLexicons();
const samples = readHeldOut('held-out.txt');
const [first] = samples;
if (first === undefined) throw new Error('no messages');
lint(first.message, first.context, ruleset);
console.log(`ready in ${milliseconds(startedAt).toFixed(0)} ms`);

const given = process.argv.slice(2);
const alexAt = given.indexOf('--alex');
const alexFolder = alexAt === -1 ? null : (given[alexAt + 1] ?? '.');
const path = given.find((_, i) => alexAt === -1 || (i !== alexAt && i !== alexAt + 1));
const messages =
  path === undefined ? samples.map(({ message, context }) => ({ message, context })) : readMessages(path);

function readMessages(
  file: string,
): { message: (typeof samples)[number]['message']; context: (typeof samples)[number]['context'] }[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { message } = JSON.parse(line);
      const { order, sentAt, buyer, marketplace, sender } = message;
      const completedAt = order.completedAt === null ? null : new Date(order.completedAt);
      return {
        message,
        context: {
          order: { ...order, completedAt },
          preferredLanguage: buyer.preferredLanguage,
          marketplaceHosts: marketplace.hosts,
          country: marketplace.country,
          authorRole: 'seller' as const,
          contactReason: sender.contactReason,
          sentAt: new Date(sentAt),
        },
      };
    });
}

for (let round = 0; round < 5; round += 1)
  for (const { message, context } of messages) lint(message, context, ruleset);
const times: number[] = [];
const cpu = process.cpuUsage();
const thread = process.threadCpuUsage();
const from = process.hrtime.bigint();
const ROUNDS = 20;
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { message, context } of messages) {
    const at = process.hrtime.bigint();
    lint(message, context, ruleset);
    times.push(milliseconds(at));
  }
}
const wall = milliseconds(from);
const perSecondOf = (microseconds: number): string => ((times.length * 1e6) / microseconds).toFixed(0);
const used = process.cpuUsage(cpu);
const own = process.threadCpuUsage(thread);
times.sort((a, b) => a - b);
const quantile = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(3);
console.log(`${messages.length} messages, ${ROUNDS} rounds`);
console.log(
  `${perSecondOf(wall * 1000)} messages/s wall, ${perSecondOf(own.user + own.system)} by the thread's processor time, ${perSecondOf(used.user + used.system)} by the process's (collector and compiler threads too)`,
);
console.log(`p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, most ${quantile(1)} ms`);
console.log(`memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);

/** Judges the English plain texts with alex and with the engine in turn; prints both speeds and their ratio. */
async function compareWithAlex(folder: string): Promise<void> {
  const module: { text: (value: string) => { messages: unknown[] } } = await import(
    pathToFileURL(resolve(folder, 'node_modules/alex/index.js')).href
  );
  const english = messages.filter(({ context }) => context.preferredLanguage === 'en');
  const texts = english.flatMap(({ message }) => (message.text === null ? [] : [message.text]));
  const judged = english.filter(({ message }) => message.text !== null);
  const perSecond = (work: () => void): number => {
    for (let round = 0; round < 3; round += 1) work();
    const before = process.threadCpuUsage();
    for (let round = 0; round < 5; round += 1) work();
    const { user, system } = process.threadCpuUsage(before);
    return (5 * texts.length * 1e6) / (user + system);
  };
  const alex = perSecond(() => texts.forEach((text) => module.text(text)));
  const ours = perSecond(() => judged.forEach(({ message, context }) => lint(message, context, ruleset)));
  console.log(
    `${texts.length} English texts: alex ${alex.toFixed(0)} a second, the engine ${ours.toFixed(0)}: ${(ours / alex).toFixed(1)} times`,
  );
}
if (alexFolder !== null) await compareWithAlex(alexFolder);

const costs = new Map<string, number>();
for (let round = 0; round < 5; round += 1) {
  for (const { message, context } of messages) {
    const view = new MessageView(message, context);
    const add = (name: string, work: () => void): void => {
      const at = process.hrtime.bigint();
      work();
      costs.set(name, (costs.get(name) ?? 0) + milliseconds(at));
    };
    add('(language)', () => void view.language);
    add('(HTML, text)', () => void view.bodies.map((body) => body.text));
    add('(addresses)', () => void view.texts.map(({ text }) => [text.known, text.emails, text.links]));
    add('(concepts)', () => void view.texts.map(({ text }) => text.read(view.lexicon)));
    add('(contacts)', () => void view.contacts);
    add('(intents)', () => void view.intents);
    add('(styles)', () => void view.styles(600));
    for (const rule of RULES) {
      const options = ruleset.settings.get(rule.meta.id)?.options ?? {};
      add(rule.meta.id, () => rule.check(view, () => undefined, options as never));
    }
  }
}
for (const [name, cost] of [...costs].sort((a, b) => b[1] - a[1]).slice(0, 16)) {
  console.log(`${name.padEnd(24)} ${((cost * 1000) / (5 * messages.length)).toFixed(1)} µs a message`);
}
