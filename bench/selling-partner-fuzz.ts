import fc from 'fast-check';

import { fuzzedCalls, tryCall } from '#test/contract/fuzz.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

// Calls made of the published models' schemas against a running server, and what came of them:
//   node bench/selling-partner-fuzz.ts [CALLS] [SEED]

const [calls = '20000', seed = '1'] = process.argv.slice(2);
const door = await sellingPartnerHttp();
const statuses = new Map<number, number>();
const wrong: string[] = [];
for (const call of fc.sample(fuzzedCalls(), { numRuns: Number(calls), seed: Number(seed) })) {
  const { status, faults } = await tryCall(door, call);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (faults.length > 0)
    wrong.push(`${call.operation.operationId} ${call.path} ${call.body} → ${status}: ${faults.join('; ')}`);
}
await door.stop();
console.table([...statuses].sort(([a], [b]) => a - b).map(([status, count]) => ({ status, calls: count })));
console.log(`outside the contract: ${wrong.length}`);
for (const line of wrong.slice(0, 20)) console.log(line);
process.exitCode = wrong.length === 0 ? 0 : 1;
