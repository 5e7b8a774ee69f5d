import type { PrivateValues } from '#mail/authored-content.ts';
import { canonicalAddress, parseAddress } from '#mail/address.ts';
import type { PrivateAddress } from '#mail/private-address.ts';
import type { Relationship } from '#market/relationship.ts';

/** Every string of the two parties that must not travel (ALIAS 3), each address with the alias that replaces it. */
export function privateValuesOf({ seller, buyer, aliases }: Relationship): PrivateValues {
  const ofSeller = [
    ...(seller.messageAddress === null ? [] : [seller.messageAddress]),
    ...seller.addresses.filter(({ state }) => state === 'approved').map(({ address }) => address),
    ...seller.userAddresses,
  ];
  const sellers = [...new Set(ofSeller.map((address) => address.reveal()))];
  return {
    addresses: [
      { address: buyer.address.reveal(), alias: aliases.buyer },
      ...sellers.map((address) => ({ address, alias: aliases.seller })),
    ],
    phones: buyer.phone === null ? [] : [buyer.phone],
    names: [buyer.name],
  };
}

/** True where the text in canonical form is this private address. */
export function isAddress(address: PrivateAddress, canonical: string): boolean {
  const parsed = parseAddress(address.reveal());
  return parsed !== null && canonicalAddress(parsed) === canonical;
}

/** First letters only, ASCII: enough to recognise one's own mailbox, too little to learn another's (12.5). */
export function maskedAddress(address: PrivateAddress): string {
  return maskedText(address.reveal());
}

/** The same of an address in text. */
export function maskedText(address: string): string {
  const [localPart = '', domain = ''] = address.split('@');
  const first = (text: string): string => (/^[a-z0-9]/iu.exec(text)?.[0] ?? '') + '***';
  const topLevel = domain.slice(domain.lastIndexOf('.') + 1).replaceAll(/[^a-z0-9-]/giu, '');
  return `${first(localPart)}@${first(domain)}.${topLevel}`;
}
