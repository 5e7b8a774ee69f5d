// Runs `parley lint` without the rest of the server: node scripts/lint.ts [FILE…] < messages.jsonl
import process from 'node:process';
import { lintCommand } from '#cli/lint.ts';

process.exitCode = await lintCommand(process.argv.slice(2), {
  stdin: process.stdin,
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
