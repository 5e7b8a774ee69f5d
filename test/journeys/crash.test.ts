import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { CrashRounds, seededRandom, VICTIMS } from '#test/support/crash-rounds.ts';
import { testFolder } from '#test/support/test-folder.ts';

// OPS 3: whatever is killed when, an acknowledged message is stored exactly once, and arrives at least once and at
// most once more per crash, with the same Message-ID. `bench/crash.ts` does the same a hundred times over.

const rounds = await CrashRounds.start(await testFolder(), seededRandom(20_261_122), 2);
after(() => rounds.stop());

for (const victim of VICTIMS)
  test(`kill -9 under load: ${victim}`, async (t) => {
    const result = await rounds.round(victim, 60);
    t.diagnostic(JSON.stringify(result));
    assert.equal(result.messages, 60);
  });
