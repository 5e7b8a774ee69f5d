import { runDemo } from '#cli/demo.ts';
import { doctor } from '#cli/doctor.ts';
import { explain } from '#cli/explain.ts';
import { serve } from '#cli/serve.ts';
import { CALLED_WRONGLY, DONE } from '#cli/verb.ts';
import { VERBS } from '#cli/verbs.ts';
import type { Config } from '#src/config.ts';
import { readConfig } from '#src/config.ts';
import { createLog } from '#src/log.ts';
import type { Surroundings } from '#src/server.ts';
import { openStore } from '#src/server.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const err = (line: string): void => void process.stderr.write(`${line}\n`);

/** Verbs that run a server or look at the machine; the others work on the database and end. */
const OWN_VERBS: ReadonlyMap<string, string> = new Map([
  ['serve', 'run the server'],
  ['demo', 'run everything with a sample marketplace and a mail catcher'],
  ['migrate', 'bring the database up to date'],
  ['lint', 'say what the communication guidelines find in messages'],
  ['doctor', 'print the DNS records to publish and check this installation'],
]);

function help(): void {
  out('parley VERB …');
  out('');
  for (const [name, summary] of OWN_VERBS) out(`  ${name.padEnd(12)} ${summary}`);
  for (const [name, { summary }] of VERBS) out(`  ${name.padEnd(12)} ${summary}`);
  out('');
  out('parley VERB --help says more. Settings come from the environment: see docs/operate.md.');
}

/** Under `npm run` a Ctrl-C comes twice: from the terminal, and from npm that passes it on. */
const SAME_SIGNAL_MS = 1000;

/** Resolves on the first SIGINT or SIGTERM; a second one, a moment later, ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const stop = (status: number): void => {
      const now = performance.now();
      first ??= now;
      if (now - first > SAME_SIGNAL_MS) process.exit(status);
      resolve();
    };
    process.on('SIGINT', () => stop(130));
    process.on('SIGTERM', () => stop(143));
  });
}

/** Null until the settings are read: by it a failure can say which of them to change. */
let config: Config | null = null;

function surroundings(): Surroundings {
  config = readConfig();
  return {
    config,
    clock: systemClock,
    ids: createSystemIds(),
    log: createLog(
      (line) => process.stderr.write(line),
      () => systemClock.now(),
    ),
    onFatal: (error) => {
      err(`parley: ${error.message}`);
      process.exit(1);
    },
  };
}

async function runVerb(name: string, args: readonly string[]): Promise<number> {
  const verb = VERBS.get(name);
  if (verb === undefined) {
    err(`parley: there is no verb ${name}; parley --help lists them.`);
    return CALLED_WRONGLY;
  }
  if (args.includes('--help') || args.includes('-h')) {
    out(verb.help);
    return DONE;
  }
  const around = surroundings();
  const store = await openStore(around);
  try {
    return await verb.run(args, {
      ...store,
      ids: around.ids,
      clock: around.clock,
      packsFolder: around.config.packsFolder,
      publicUrl: around.config.http.publicUrl,
      out,
      err,
    });
  } finally {
    await store.close();
  }
}

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  switch (name) {
    case '--help':
    case '-h':
    case 'help':
      help();
      return DONE;
    case 'serve':
      return serve(surroundings(), stopSignal());
    case 'demo':
      return runDemo(surroundings(), stopSignal(), out);
    case 'doctor':
      return doctor(surroundings(), out);
    case 'lint': {
      // Only here: the engine's language data take a second and 200 MB, which no other verb needs.
      const { lintCommand } = await import('#cli/lint.ts');
      return lintCommand(args, {
        stdin: process.stdin,
        write: (text) => void process.stdout.write(text),
        complain: (text) => void process.stderr.write(text),
      });
    }
    case 'migrate': {
      // Opening the store brings it up to date; there is nothing else to do.
      const store = await openStore(surroundings());
      await store.close();
      out('The database is up to date.');
      return DONE;
    }
    default:
      return runVerb(name, args);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const sentence = explain(error, config);
  if (sentence === null) throw error;
  err(`parley: ${sentence}`);
  process.exitCode = 1;
}
