import { ListenError } from '#http/start.ts';
import type { Config } from '#src/config.ts';
import { ConfigError } from '#src/config.ts';
import { EmbeddedPostgresError } from '#store/embedded/failure.ts';
import { MigrationError } from '#store/migrate.ts';
import { SecretsError } from '#store/seal-keys.ts';

const BY_CODE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is in use by another program: stop it, or set another port'],
  ['EACCES', 'may not be used by this account: only root may use ports below 1024'],
  ['EADDRNOTAVAIL', 'is no address of this machine'],
]);

/** Which setting gives the port of a failed listen, as far as the configuration tells. */
function settingOfPort(port: number, config: Config | null): string {
  if (config === null) return '';
  const settings: readonly (readonly [port: number, name: string])[] = [
    [config.mail.port, 'PARLEY_MAIL_PORT'],
    [config.demo.smtpPort, 'PARLEY_DEMO_SMTP_PORT'],
  ];
  const name = settings.find(([given]) => given === port)?.[1];
  return name === undefined ? '' : ` (${name})`;
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly port?: number;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** Errors whose message was written for the operator. */
const SPOKEN = [EmbeddedPostgresError, MigrationError, SecretsError, ListenError];

function explainSystemError(error: SystemError, config: Config | null): string | null {
  const complaint = BY_CODE.get(error.code);
  if (error.syscall === 'listen' && complaint !== undefined && error.port !== undefined)
    return `Port ${error.port}${settingOfPort(error.port, config)} ${complaint}.`;
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    // A file stands where a folder should be.
    case 'ENOTDIR':
    case 'EEXIST':
      return `${error.path ?? 'The data folder'} can not be written: give this account the right to, or set PARLEY_DATA to another folder.`;
    case 'ENOSPC':
      return 'The disk is full: free some space, or set PARLEY_DATA to another disk.';
    default:
      return null;
  }
}

/** The one sentence that an operator needs, or null where the error is a fault of ours and its stack is needed. */
export function explain(error: unknown, config: Config | null): string | null {
  if (error instanceof ConfigError) return error.sentences.join('\nparley: ');
  if (SPOKEN.some((kind) => error instanceof kind)) return (error as Error).message;
  return isSystemError(error) ? explainSystemError(error, config) : null;
}
