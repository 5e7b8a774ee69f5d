import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { authenticate } from '#smtp/authenticate.ts';
import { DnsFailure } from '#smtp/dns.ts';
import type { Dns } from '#smtp/dns.ts';

// Runs the openspf.org test suite (rfc7208-tests.yml) through `authenticate` and prints where it differs:
//     node bench/spf-suite.ts FOLDER

interface SpfCase {
  readonly spec?: unknown;
  readonly helo: string;
  readonly host: string;
  readonly mailfrom?: string;
  readonly result: string | readonly string[];
}

type Records = readonly (string | Readonly<Record<string, unknown>>)[];

interface Section {
  readonly description: string;
  readonly tests: Readonly<Record<string, SpfCase>>;
  readonly zonedata: Readonly<Record<string, Records>>;
}

const FAILURES: Readonly<Record<string, 'ESERVFAIL' | 'ETIMEOUT' | 'ENOTFOUND'>> = {
  SERVFAIL: 'ESERVFAIL',
  NXDOMAIN: 'ENOTFOUND',
};

function suiteDns(zonedata: Section['zonedata']): Dns {
  const zone = new Map(Object.entries(zonedata).map(([name, records]) => [name.toLowerCase(), records]));
  const answer = (name: string, type: string): unknown[] => {
    let owner = name.toLowerCase().replace(/\.$/u, '');
    for (let step = 0; step < 9; step += 1) {
      const records = zone.get(owner);
      if (records === undefined) throw new DnsFailure('ENOTFOUND', name, 'TXT');
      const found = recordsOf(records, type, name);
      if (found.length > 0) return found;
      const alias = recordsOf(records, 'CNAME', name)[0];
      if (typeof alias !== 'string') throw new DnsFailure('ENODATA', name, 'TXT');
      owner = alias.toLowerCase().replace(/\.$/u, '');
    }
    throw new DnsFailure('ESERVFAIL', name, 'TXT');
  };
  return { resolve: async (name, type) => answer(name, type) };
}

function recordsOf(records: Records, type: string, name: string): unknown[] {
  const found: unknown[] = [];
  // The suite writes SPF for records that are to be had as TXT too, unless it writes TXT as well.
  const hasTxt = records.some((record) => typeof record === 'object' && 'TXT' in record);
  for (const record of records) {
    if (typeof record === 'string') continue;
    if (typeof record['RCODE'] === 'string')
      throw new DnsFailure(FAILURES[record['RCODE']] ?? 'ESERVFAIL', name, 'TXT');
    const value = record[type] ?? (type === 'TXT' && !hasTxt ? record['SPF'] : undefined);
    if (value === 'TIMEOUT') throw new DnsFailure('ETIMEOUT', name, 'TXT');
    if (value === undefined || value === 'NONE') continue;
    found.push(shapeOf(type, value));
  }
  // A bare TIMEOUT holds for the types that the list doesn't have.
  if (found.length === 0 && records.includes('TIMEOUT')) throw new DnsFailure('ETIMEOUT', name, 'TXT');
  return found;
}

function shapeOf(type: string, value: unknown): unknown {
  if (type === 'TXT') return Array.isArray(value) ? value : [String(value)];
  if (type === 'MX' && Array.isArray(value))
    return { priority: Number(value[0]), exchange: String(value[1]) };
  return String(value);
}

const MESSAGE = Buffer.from('From: a@author.example\r\n\r\nx\r\n');

async function spfOf(section: Section, { helo, host, mailfrom }: SpfCase): Promise<string> {
  const client = { address: host, helo, reversePath: mailfrom ?? '' };
  const { spf } = await authenticate(MESSAGE, client, suiteDns(section.zonedata), {
    authorDomain: 'author.example',
    receivingHost: 'mx.example',
    trustedSealers: [],
    now: new Date(0),
  });
  return spf.result;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node bench/spf-suite.ts FOLDER');
for (const file of globSync('**/rfc7208-tests.yml', { cwd: folder })) {
  let agreed = 0;
  const differing: string[] = [];
  for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'), {
    logLevel: 'silent',
  })) {
    const section: Section = document.toJS();
    for (const [name, spfCase] of Object.entries(section.tests)) {
      const expected = [spfCase.result].flat();
      const result = await spfOf(section, spfCase);
      if (expected.includes(result)) agreed += 1;
      else differing.push(`${section.description} / ${name}: ${result}, not ${expected.join(' or ')}`);
    }
  }
  console.log(`${file}: ${agreed} of ${agreed + differing.length} as the suite has it`);
  for (const line of differing) console.log(`  ${line}`);
}
