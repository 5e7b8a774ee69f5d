import { isIPv4, isIPv6 } from 'node:net';
import { DnsFailure } from './dns.ts';
import type { Dns, DnsRecordType } from './dns.ts';
import { absoluteName, readZoneFile } from './dns-zone-file.ts';
import type { ZoneEntry } from './dns-zone-file.ts';

/** RFC 1034 §3.6.2 asks for loops of aliases to be caught; no sound zone needs more steps. */
const MAX_ALIASES = 8;

type Records = Map<DnsRecordType, unknown[]>;

/**
 * A `Dns` that answers from the text of a zone, for the demo and for tests: the subset of RFC 1035 §5.1 with
 * `$ORIGIN`, `$TTL`, comments, parentheses, quoted strings and `\DDD`; records A, AAAA, MX, TXT, PTR, CNAME,
 * TLSA (SOA and NS are read and not served). Aliases are followed. A name that isn't there is ENOTFOUND, a
 * name without that type ENODATA. Throws on text that it can't read, with the number of the line.
 */
export function zoneDns(zoneText: string): Dns {
  const names = new Map<string, Records>();
  for (const entry of readZoneFile(zoneText)) addEntry(names, entry);
  addEmptyNonTerminals(names);

  const answer = (name: string, type: DnsRecordType): unknown[] => {
    let owner = absoluteName(name, '');
    for (let step = 0; step <= MAX_ALIASES; step += 1) {
      const records = names.get(owner);
      if (records === undefined) throw new DnsFailure('ENOTFOUND', name, type);
      const found = records.get(type);
      if (found !== undefined) return structuredClone(found);
      const alias = records.get('CNAME')?.[0];
      if (typeof alias !== 'string') throw new DnsFailure('ENODATA', name, type);
      owner = alias;
    }
    throw new DnsFailure('ESERVFAIL', name, type);
  };

  return { resolve: async (name, type) => answer(name, type) };
}

function addEntry(names: Map<string, Records>, entry: ZoneEntry): void {
  if (NOT_SERVED.has(entry.type)) return;
  const reader = RECORD_READERS.get(entry.type);
  if (reader === undefined) throw new Error(`zone line ${entry.line}: no record type "${entry.type}" here`);
  const value = reader.read(entry.data);
  if (value === null) throw new Error(`zone line ${entry.line}: bad ${entry.type} record`);
  const records = names.get(entry.owner) ?? new Map<DnsRecordType, unknown[]>();
  names.set(entry.owner, records);
  records.set(reader.type, [...(records.get(reader.type) ?? []), value]);
}

/** RFC 8020: a name with names below it exists, so asking for it is ENODATA, not ENOTFOUND. */
function addEmptyNonTerminals(names: Map<string, Records>): void {
  const owners = Array.from(names.keys());
  for (const owner of owners) {
    const labels = owner.split('.');
    for (let depth = 1; depth < labels.length; depth += 1) {
      const parent = labels.slice(depth).join('.');
      if (!names.has(parent)) names.set(parent, new Map());
    }
  }
}

const NOT_SERVED = new Set(['SOA', 'NS']);

interface RecordReader {
  readonly type: DnsRecordType;
  /** Gives the record in Node's shape, or null where the data isn't of this type. */
  read(data: readonly string[]): unknown;
}

const RECORD_READERS: ReadonlyMap<string, RecordReader> = new Map(
  (
    [
      { type: 'A', read: ([address = '']) => (isIPv4(address) ? address : null) },
      { type: 'AAAA', read: ([address = '']) => (isIPv6(address) ? address : null) },
      { type: 'TXT', read: (strings) => (strings.length > 0 ? strings : null) },
      { type: 'PTR', read: ([name = '']) => name || null },
      { type: 'CNAME', read: ([name = '']) => name || null },
      { type: 'MX', read: readMx },
      { type: 'TLSA', read: readTlsa },
    ] satisfies RecordReader[]
  ).map((reader) => [reader.type, reader]),
);

/** RFC 7505: the null MX names the root, which reads as the empty string. */
function readMx(data: readonly string[]): unknown {
  const [priority = '', exchange] = data;
  if (!/^\d+$/u.test(priority) || exchange === undefined) return null;
  return { priority: Number(priority), exchange };
}

/** RFC 6698 §2.2, in the shape of Node's `TlsaRecord`. */
function readTlsa(data: readonly string[]): unknown {
  const [usage = '', selector = '', match = '', ...hex] = data;
  const bytes = hex.join('');
  const wellFormed = [usage, selector, match].every((field) => /^\d$/u.test(field));
  if (!wellFormed || !/^(?:[0-9a-f]{2})+$/iu.test(bytes)) return null;
  const octets = Uint8Array.from(Buffer.from(bytes, 'hex'));
  return { certUsage: Number(usage), selector: Number(selector), match: Number(match), data: octets.buffer };
}
