import { statSync } from 'node:fs';

import { recordsToPublish } from '#market/dns-records.ts';
import { dnsOf, openStore } from '#src/server.ts';
import type { Surroundings } from '#src/server.ts';
import { listDkimKeys, listMarketplaces } from '#store/marketplace.ts';

import type { Finding } from './doctor-checks.ts';
import { checkDatabase, checkDisk, checkPort, checkRecord, checkReverseName } from './doctor-checks.ts';
import { DONE, FAILED } from './verb.ts';

const MARK = { ok: 'ok  ', warning: 'warn', failure: 'FAIL' } as const;

/**
 * `parley doctor`: prints the DNS records to publish and checks a real installation. Ends with 1 while something
 * fails; a warning doesn't count.
 */
export async function doctor(surroundings: Surroundings, out: (line: string) => void): Promise<number> {
  const { config, clock } = surroundings;
  const store = await openStore(surroundings);
  try {
    const { dns } = await dnsOf(config, clock);
    const marketplaces = await listMarketplaces(store.db);
    const keys = await listDkimKeys(store.db);
    const records = marketplaces.flatMap((marketplace) =>
      recordsToPublish(marketplace, keys, config.hostName),
    );
    out('DNS records to publish:');
    for (const { name, type, value } of records) out(`  ${name}. 3600 IN ${type} ${quoted(type, value)}`);
    if (marketplaces.length === 0) out('  none yet: add a marketplace first (parley marketplace add --help)');
    out('');
    const findings: Finding[] = [
      ...(await checkDatabase(store.pool, () => clock.now())),
      ...(config.database.url === null && statSync(config.dataFolder, { throwIfNoEntry: false }) !== undefined
        ? [await checkDisk(config.dataFolder)]
        : []),
      ...(await Promise.all(records.map((record) => checkRecord(dns, record)))),
      await checkReverseName(dns, config.hostName),
      await checkPort(config.hostName, 25),
    ];
    for (const { state, check, sentence } of findings) out(`${MARK[state]}  ${check}: ${sentence}`);
    const failures = findings.filter(({ state }) => state === 'failure').length;
    out('');
    out(failures === 0 ? 'Nothing fails.' : `${failures} of ${findings.length} checks fail.`);
    return failures === 0 ? DONE : FAILED;
  } finally {
    await store.close();
  }
}

/** A TXT string holds 255 octets at most (RFC 1035 §3.3.14); a key needs several. */
function quoted(type: string, value: string): string {
  if (type !== 'TXT') return `${value}.`;
  return (value.match(/.{1,255}/gu) ?? []).map((part) => `"${part}"`).join(' ');
}
