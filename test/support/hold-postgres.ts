// A process that starts or adopts the bundled PostgreSQL in the folder of its argument, says so on a line, and stops
// it when its standard input ends. Tests start several of them, and kill them.
import { text } from 'node:stream/consumers';
import { startTestPostgres } from './test-server.ts';

const postgres = await startTestPostgres(process.argv[2] ?? '');
process.stdout.write(
  `${JSON.stringify({ adopted: postgres.adopted, pid: postgres.pid(), url: postgres.connectionString })}\n`,
);
await text(process.stdin);
process.stdout.write(`${JSON.stringify({ outcome: await postgres.stop() })}\n`);
