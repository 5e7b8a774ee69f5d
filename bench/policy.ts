// Speed of the policy engine on one core: npm run bench:policy [-- MESSAGES.jsonl]
// Without a file the held-out messages are judged. Prints messages a second, p50 and p99, memory, time to ready, and
// what each rule costs.
import { readFileSync } from 'node:fs';
import process from 'node:process';

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

const [path] = process.argv.slice(2);
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
const used = process.cpuUsage(cpu);
times.sort((a, b) => a - b);
const quantile = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(3);
console.log(`${messages.length} messages, ${ROUNDS} rounds`);
console.log(
  `${((times.length * 1000) / wall).toFixed(0)} messages/s wall, ${((times.length * 1e6) / (used.user + used.system)).toFixed(0)} messages/s CPU`,
);
console.log(`p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, most ${quantile(1)} ms`);
console.log(`memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);

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
