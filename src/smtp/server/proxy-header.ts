import { isIP } from 'node:net';

/** What stands at the head of a connection from a proxy (HAProxy's PROXY protocol, versions 1 and 2). */
export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid' }
  /** `client` is null for the proxy's own checks (LOCAL, UNKNOWN): then its own address counts. */
  | { readonly kind: 'header'; readonly client: string | null; readonly length: number };

const INVALID = { kind: 'invalid' } as const;
const INCOMPLETE = { kind: 'incomplete' } as const;

/** Version 1 has 107 octets at most; version 2 is allowed this much for extensions that nobody here reads. */
const LONGEST_LINE = 107;
const LONGEST_BINARY = 2048;

const BINARY_SIGNATURE = Buffer.from([
  0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
]);

/** Reads the header from the first octets of a connection; `length` octets of them belong to it. */
export function readProxyHeader(octets: Buffer): ProxyHeader {
  const compared = Math.min(octets.length, BINARY_SIGNATURE.length);
  if (octets.compare(BINARY_SIGNATURE, 0, compared, 0, compared) === 0)
    return compared < BINARY_SIGNATURE.length ? INCOMPLETE : readBinary(octets);
  return readLine(octets);
}

const LINE = /^PROXY (?:(UNKNOWN)(?: .*)?|TCP([46]) (\S+) (\S+) (\d{1,5}) (\d{1,5}))$/u;

function readLine(octets: Buffer): ProxyHeader {
  const end = octets.indexOf('\r\n');
  if (end === -1) {
    const couldBe = 'PROXY '.startsWith(octets.toString('latin1', 0, 6));
    return couldBe && octets.length < LONGEST_LINE ? INCOMPLETE : INVALID;
  }
  const length = end + 2;
  const words = length > LONGEST_LINE ? null : LINE.exec(octets.toString('latin1', 0, end));
  if (words === null) return INVALID;
  const [, unknown, version = '', source = '', destination = '', ...ports] = words;
  if (unknown !== undefined) return { kind: 'header', client: null, length };
  const wellFormed =
    [source, destination].every((address) => isIP(address) === Number(version)) &&
    ports.every((port) => Number(port) <= 65_535);
  return wellFormed ? { kind: 'header', client: source, length } : INVALID;
}

/** Octets of source, destination and two ports, by address family and transport (version 2, §2.2). */
const BINARY_FAMILIES: ReadonlyMap<number, number> = new Map([
  [0x11, 4], // TCP over IPv4
  [0x21, 16], // TCP over IPv6
]);

function readBinary(octets: Buffer): ProxyHeader {
  if (octets.length < 16) return INCOMPLETE;
  const length = 16 + octets.readUInt16BE(14);
  if (length > LONGEST_BINARY) return INVALID;
  if (octets.length < length) return INCOMPLETE;
  const command = octets[12];
  if (command === 0x20) return { kind: 'header', client: null, length };
  const addressLength = BINARY_FAMILIES.get(octets[13] ?? 0);
  if (command !== 0x21 || addressLength === undefined || length < 16 + 2 * addressLength + 4) return INVALID;
  return { kind: 'header', client: addressText(octets.subarray(16, 16 + addressLength)), length };
}

function addressText(address: Buffer): string {
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => address.readUInt16BE(index * 2).toString(16));
  return groups.join(':');
}
