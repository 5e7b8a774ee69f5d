import type { Demo } from '#demo/demo.ts';
import { startDemo } from '#demo/demo.ts';
import { greeting } from '#demo/greeting.ts';
import type { Surroundings } from '#src/server.ts';

import { startPages } from './serve.ts';

/** Runs the demo until `stopped` resolves, and says where to look. Gives the exit status. */
export async function runDemo(
  surroundings: Surroundings,
  stopped: Promise<void>,
  out: (line: string) => void,
): Promise<number> {
  const started = surroundings.clock.now().getTime();
  const demo: Demo = await startDemo(surroundings);
  try {
    const server = await startPages(demo.surroundings, demo.store, demo.mail, demo.samplePeople);
    const seconds = (surroundings.clock.now().getTime() - started) / 1000;
    for (const line of await greeting(demo, server)) out(line);
    out(`Ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.`);
    await stopped;
    out('Stopping …');
    await server.stop();
  } finally {
    await demo.stop();
  }
  return 0;
}
