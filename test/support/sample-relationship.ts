import { PrivateAddress } from '#mail/private-address.ts';
import { aliasAddress } from '#market/alias.ts';
import type { Relationship } from '#market/relationship.ts';

/** A relationship for tests of pure stages: a German shop and a buyer who reads Dutch. */
export function sampleRelationship(changes: Partial<Relationship> = {}): Relationship {
  return {
    key: {
      marketplaceId: 'de',
      sellerId: '0190a000-0000-7000-8000-000000000001',
      buyerId: '0190a000-0000-7000-8000-000000000002',
    },
    marketplace: {
      id: 'de',
      name: 'Markt',
      country: 'DE',
      pack: 'de',
      languages: ['de', 'en'],
      timeZone: 'Europe/Berlin',
      aliasDomain: 'mail.markt.example',
      bounceDomain: 'bounce.markt.example',
      noticeDomain: 'notice.markt.example',
    },
    seller: {
      id: '0190a000-0000-7000-8000-000000000001',
      name: 'Lampen Huber',
      language: 'de',
      messageAddress: new PrivateAddress('service@lampen-huber.example'),
      addresses: [
        {
          address: new PrivateAddress('mia@lampen-huber.example'),
          canonical: 'mia@lampen-huber.example',
          state: 'approved',
        },
        {
          address: new PrivateAddress('old@lampen-huber.example'),
          canonical: 'old@lampen-huber.example',
          state: 'blocked',
        },
      ],
      userAddresses: [new PrivateAddress('huber@lampen-huber.example')],
      steps: [],
    },
    buyer: {
      id: '0190a000-0000-7000-8000-000000000002',
      name: 'Jan de Vries',
      language: 'nl',
      address: new PrivateAddress('jan@devries.example'),
      addressWorks: true,
      phone: '+31 6 12345678',
    },
    aliases: {
      buyer: aliasAddress('b'.repeat(28), 'mail.markt.example'),
      seller: aliasAddress('s'.repeat(28), 'mail.markt.example'),
    },
    ...changes,
  };
}
