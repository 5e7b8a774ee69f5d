import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arc } from 'mailauth/lib/arc/index.js';
import { parseAllDocuments } from 'yaml';
import { verifySignatures } from '#smtp/authenticate-dkim.ts';
import { resolverOf } from '#smtp/authenticate-results.ts';
import { DnsFailure } from '#smtp/dns.ts';
import type { Dns } from '#smtp/dns.ts';

// Runs the validation part of ValiMail's ARC test suite as `authenticate` asks mailauth, and prints where the
// chain's status differs:
//     node bench/arc-suite.ts FOLDER

interface Section {
  readonly description: string;
  readonly tests: Readonly<Record<string, { readonly message: string; readonly cv: string | null }>>;
  readonly 'txt-records': Readonly<Record<string, string>>;
}

function suiteDns(records: Section['txt-records']): Dns {
  return {
    resolve: async (name, type) => {
      const text = records[name];
      if (text === undefined || type !== 'TXT') throw new DnsFailure('ENOTFOUND', name, type);
      return [[text]];
    },
  };
}

async function statusOf(message: string, dns: Dns): Promise<string> {
  const raw = Buffer.from(message.replaceAll(/\r?\n/gu, '\r\n'));
  const sealers = ['example.org', 'example2.org', 'd1.example.org'];
  const { arc: sets } = await verifySignatures(raw, dns, {
    authorDomain: 'd1.example.org',
    trustedSealers: sealers,
    now: new Date(),
  });
  if (sets === null) return 'no trusted sealer';
  const { status } = await arc({ ...sets, chain: sets.chain || [] }, { resolver: resolverOf(dns) });
  return status.result;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node bench/arc-suite.ts FOLDER');
for (const file of globSync('**/*validation-tests.yml', { cwd: folder })) {
  let agreed = 0;
  const differing: string[] = [];
  for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'), {
    logLevel: 'silent',
  })) {
    const section: Section = document.toJS();
    for (const [name, { message, cv }] of Object.entries(section.tests)) {
      const expected = (cv || 'none').toLowerCase();
      const status = await statusOf(message, suiteDns(section['txt-records'] ?? {}));
      // What isn't evaluated is never believed: that is "none" and "fail" in one.
      if (status === expected || (status === 'no trusted sealer' && expected !== 'pass')) agreed += 1;
      else differing.push(`${section.description.trim()} / ${name}: ${status}, not ${expected}`);
    }
  }
  console.log(`${file}: ${agreed} of ${agreed + differing.length} as the suite has it`);
  for (const line of differing) console.log(`  ${line}`);
}
