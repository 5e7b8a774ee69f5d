// Measures `parseAddress` against a list of addresses with known verdicts (the layout of isemail's tests.xml):
// an address should be taken where RFC 5321 allows it, whether or not its domain exists.
//
//   node bench/addresses.ts tests.xml

import { readFileSync } from 'node:fs';
import { formatAddress, parseAddress } from '#mail/address.ts';
import { parseAddressList } from '#mail/address-list.ts';

const [file = ''] = process.argv.slice(2);
if (file === '') throw new Error('usage: node bench/addresses.ts tests.xml');

const TAKEN = new Set(['ISEMAIL_VALID_CATEGORY', 'ISEMAIL_DNSWARN', 'ISEMAIL_RFC5321']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(xml: string): string {
  const text = xml.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/giu,
    (_whole, hex?: string, decimal?: string, name = '') =>
      hex !== undefined || decimal !== undefined
        ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : (ENTITIES[name] ?? ''),
  );
  // The list writes control characters as their pictures.
  return text.replace(/[\u2400-\u241f]/gu, (picture) => String.fromCharCode(picture.charCodeAt(0) - 0x2400));
}

const differences = new Map<string, string[]>();
let agreed = 0;
let inHeader = 0;
let total = 0;
for (const [, id, body = ''] of readFileSync(file, 'utf8').matchAll(/<test id="(\d+)">(.*?)<\/test>/gsu)) {
  const field = (name: string): string => new RegExp(`<${name}>(.*?)</${name}>`, 'su').exec(body)?.[1] ?? '';
  const address = unescape(field('address'));
  const isTaken = parseAddress(address) !== null;
  total += 1;
  if (isTaken === TAKEN.has(field('category'))) agreed += 1;
  else {
    const kind = `${isTaken ? 'taken' : 'refused'} although ${field('category')} ${field('diagnosis')}`;
    differences.set(kind, [...(differences.get(kind) ?? []), `#${id} ${JSON.stringify(address)}`]);
  }
  const list = parseAddressList(address);
  const parsed = parseAddress(address);
  if (parsed !== null) {
    const same =
      list.mailboxes.map((mailbox) => formatAddress(mailbox.address)).join() === formatAddress(parsed);
    if (!same) console.log(`the header parser reads ${address} otherwise`);
  }
  if (list.mailboxes.length === 1 && list.faultCount === 0) inHeader += 1;
}
for (const [kind, cases] of differences) console.log(`${kind}: ${cases.join('  ')}`);
console.log(`${total} addresses, ${agreed} verdicts agree; as a header field ${inHeader} give one mailbox`);
