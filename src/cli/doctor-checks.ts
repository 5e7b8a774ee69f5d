import { statfs } from 'node:fs/promises';
import { connect } from 'node:net';

import type { Pool } from 'pg';

import type { DnsRecord } from '#market/dns-records.ts';
import type { Dns } from '#smtp/dns.ts';

/** One line of the report. `warning`: works, but not well; `failure`: mail will be lost or refused. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failure';
  readonly sentence: string;
}

const ok = (check: string, sentence: string): Finding => ({ check, state: 'ok', sentence });
const warning = (check: string, sentence: string): Finding => ({ check, state: 'warning', sentence });
const failure = (check: string, sentence: string): Finding => ({ check, state: 'failure', sentence });

function reasonOf(error: unknown): string {
  return error instanceof Error
    ? ('code' in error ? String(error.code) : '') || error.message
    : String(error);
}

/** What the DNS has under a name, as text that can be compared; a look-up that failed gives null. */
async function published(dns: Dns, { name, type }: DnsRecord): Promise<string[] | null> {
  try {
    const answers = await dns.resolve(name, type);
    if (type === 'TXT') return (answers as string[][]).map((parts) => parts.join(''));
    return (answers as { priority: number; exchange: string }[]).map(
      ({ priority, exchange }) => `${priority} ${exchange.toLowerCase().replace(/\.$/u, '')}`,
    );
  } catch (error) {
    return ['ENOTFOUND', 'ENODATA'].includes(reasonOf(error)) ? [] : null;
  }
}

/** Spaces and the order of a record's tags carry no meaning. */
function sameRecord(one: string, other: string): boolean {
  const normal = (text: string): string =>
    text
      .toLowerCase()
      .split(/[\s;]+/u)
      .filter(Boolean)
      .sort()
      .join(' ');
  return normal(one) === normal(other);
}

function isSameKind(record: DnsRecord, found: string): boolean {
  if (record.type === 'MX') return true;
  return found.slice(0, 6).toLowerCase() === record.value.slice(0, 6).toLowerCase();
}

/** Compares one record with what the DNS has. Operators may publish more than we ask, so a different value warns. */
export async function checkRecord(dns: Dns, record: DnsRecord): Promise<Finding> {
  const check = `${record.type} ${record.name}`;
  const found = await published(dns, record);
  if (found === null) return failure(check, 'the look-up failed; is the DNS server reachable?');
  const related = found.filter((value) => isSameKind(record, value));
  if (related.some((value) => sameRecord(value, record.value))) return ok(check, record.value.slice(0, 60));
  if (related.length === 0) return failure(check, `is not published: ${record.why}`);
  // A key that differs verifies nothing; other policies are the operator's choice.
  return record.name.includes('._domainkey.')
    ? failure(check, 'another key is published: what we sign will not verify')
    : warning(check, `is published as “${related[0] ?? ''}”, not as “${record.value}”`);
}

/** RFC 5321 §4.1.4 and what large receivers ask: the address has a name, and the name that address. */
export async function checkReverseName(dns: Dns, hostName: string): Promise<Finding> {
  const check = `PTR of ${hostName}`;
  try {
    const [address] = (await dns.resolve(hostName, 'A')) as string[];
    if (address === undefined) return failure(check, 'the host name has no address');
    const name = `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
    const names = (await dns.resolve(name, 'PTR')) as string[];
    return names.some((found) => found.toLowerCase().replace(/\.$/u, '') === hostName.toLowerCase())
      ? ok(check, `${address} names it`)
      : failure(
          check,
          `${address} is called ${names.join(', ')}: many receivers refuse mail from such a host`,
        );
  } catch (error) {
    return failure(
      check,
      `could not be looked up (${reasonOf(error)}): many receivers refuse mail from a host without`,
    );
  }
}

const GREETING_WITHIN_MS = 5000;

/** Does an SMTP server answer there? Used with port 25 of the public host name. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const check = `port ${port} of ${host}`;
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: GREETING_WITHIN_MS });
    const settle = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.on('timeout', () =>
      settle(failure(check, 'nobody answers within 5 s: is a firewall in between?')),
    );
    socket.on('error', (error) => settle(failure(check, `can not be reached (${reasonOf(error)})`)));
    socket.on('data', (data) => {
      const line = data.toString('latin1').split('\r\n', 1)[0] ?? '';
      settle(
        line.startsWith('220')
          ? ok(check, line.slice(0, 60))
          : failure(check, `answers “${line.slice(0, 60)}”`),
      );
    });
  });
}

const GIGABYTE = 1e9;

/** Room for the bundled database and its write-ahead log. */
export async function checkDisk(folder: string): Promise<Finding> {
  const check = `disk of ${folder}`;
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    const free = bavail * bsize;
    const share = blocks === 0 ? 0 : bavail / blocks;
    const sentence = `${(free / GIGABYTE).toFixed(1)} GB free, ${Math.round(share * 100)} %`;
    if (free < GIGABYTE) return failure(check, `${sentence}: mail is answered 452 when it is full`);
    return share < 0.1 ? warning(check, sentence) : ok(check, sentence);
  } catch (error) {
    return failure(check, `can not be read (${reasonOf(error)})`);
  }
}

const OLDEST_POSTGRES = 150_000;
const DURABLE = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;
const MOST_SKEW_MS = 2000;

interface DatabaseRow {
  readonly version: number;
  readonly version_text: string;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly full_page_writes: string;
  readonly now: Date;
}

/** Version, durability and clock of the database that this node uses. */
export async function checkDatabase(pool: Pool, now: () => Date): Promise<Finding[]> {
  const asked = now().getTime();
  const { rows } = await pool.query<DatabaseRow>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as version_text,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
            current_setting('full_page_writes') as full_page_writes, clock_timestamp() as now`,
  );
  const [row] = rows;
  if (row === undefined) return [failure('database', 'gave no answer')];
  const off = DURABLE.filter((setting) => ['off', 'local'].includes(row[setting]));
  const skew = Math.abs(row.now.getTime() - (asked + now().getTime()) / 2);
  return [
    row.version >= OLDEST_POSTGRES
      ? ok('database', `PostgreSQL ${row.version_text}`)
      : failure('database', `PostgreSQL ${row.version_text} is too old: 15 is the oldest`),
    off.length === 0
      ? ok('durability', 'what is acknowledged is on disk')
      : failure('durability', `${off.join(', ')} is off: a power cut loses mail that was answered with 250`),
    skew <= MOST_SKEW_MS
      ? ok('clock', `within ${Math.round(skew)} ms of the database's`)
      : failure(
          'clock',
          `${(skew / 1000).toFixed(1)} s apart from the database's: leases and signatures rely on it`,
        ),
  ];
}
