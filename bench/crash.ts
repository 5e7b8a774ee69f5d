// Kills Parley and its database with SIGKILL at random moments under load, and checks after each round that nothing
// that was acknowledged is lost or doubled:
//   node bench/crash.ts [ROUNDS [SEED [MINUTES]]]
// Ends with 1 at the first thing that is wrong. The same seed gives the same order of victims, not the same moments.
import type { RoundResult, Victim } from '#test/support/crash-rounds.ts';
import { CrashRounds, seededRandom, VICTIMS } from '#test/support/crash-rounds.ts';
import { testFolder } from '#test/support/test-folder.ts';

const [rounds = 100, seed = 1, minutes = 60] = process.argv.slice(2).map(Number);
const MESSAGES = 120;
const random = seededRandom(seed);
const folder = await testFolder();
const crash = await CrashRounds.start(folder, random, 3);
const end = performance.now() + minutes * 60_000;
const results: RoundResult[] = [];
let bag: Victim[] = [];
console.log(`seed ${seed}, ${MESSAGES} messages a round`);
console.log(
  'round  victim      at door  at provider  resent  recognised  repeated   up after  taken after  settled after',
);
while (results.length < rounds && performance.now() < end) {
  // Each of them once, in a random order, then again.
  if (bag.length === 0) bag = [...VICTIMS];
  const [victim] = bag.splice(Math.floor(random() * bag.length), 1);
  const result = await crash.round(victim ?? 'server', MESSAGES);
  results.push(result);
  const cells: readonly (readonly [value: number, width: number, digits: number])[] = [
    [result.atTheDoor, 9, 0],
    [result.atTheProvider, 13, 0],
    [result.resent, 8, 0],
    [result.recognised, 12, 0],
    [result.repeated, 10, 0],
    [result.restartedAfter, 10, 1],
    [result.acknowledgedAfter, 12, 1],
    [result.settledAfter, 14, 1],
  ];
  const row = cells.map(([value, width, digits]) => value.toFixed(digits).padStart(width)).join(' ');
  console.log(`${String(results.length).padStart(5)}  ${result.victim.padEnd(10)}${row}`);
}
await crash.stop();
const sum = (of: (result: RoundResult) => number): number =>
  results.reduce((total, one) => total + of(one), 0);
console.log(
  `${results.length} rounds of ${rounds}: ${sum(({ messages }) => messages)} messages with a 250, ` +
    `each stored exactly once; ${sum(({ resent }) => resent)} sent again by the client, ` +
    `${sum(({ recognised }) => recognised)} of them recognised; ${sum(({ repeated }) => repeated)} mails arrived ` +
    'once more, never more often than there were kills, always under their Message-ID',
);
for (const victim of VICTIMS)
  console.log(`  ${victim}: ${results.filter((result) => result.victim === victim).length} kills`);
