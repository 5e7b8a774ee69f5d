import type { Surroundings } from '#src/server.ts';
import { openStore, startMail } from '#src/server.ts';

/** Runs until `stopped` resolves: the mail door, the delivery workers, the pages. Gives the exit status. */
export async function serve(surroundings: Surroundings, stopped: Promise<void>): Promise<number> {
  const { log } = surroundings;
  const store = await openStore(surroundings);
  const mail = await startMail(surroundings, store);
  log.info('server.ready', { mailPort: mail.relay.mailPort });
  await stopped;
  log.info('server.stopping');
  await mail.stop();
  await store.close();
  log.info('server.stopped');
  return 0;
}
