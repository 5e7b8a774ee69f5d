import { listApiMarketplaces } from '#store/api-marketplace.ts';
import { findSellerName } from '#store/api-seller.ts';

import type { ApiAnswer } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { requireSeller } from './call.ts';
import type { SellingPartnerPorts } from './ports.ts';

/** Currencies of the countries that marketplaces are commonly in; elsewhere the euro stands for "not known". */
const CURRENCIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AE: 'AED',
    AU: 'AUD',
    BR: 'BRL',
    CA: 'CAD',
    CH: 'CHF',
    CZ: 'CZK',
    DK: 'DKK',
    EG: 'EGP',
    GB: 'GBP',
    HU: 'HUF',
    IN: 'INR',
    JP: 'JPY',
    MX: 'MXN',
    NO: 'NOK',
    PL: 'PLN',
    RO: 'RON',
    SA: 'SAR',
    SE: 'SEK',
    SG: 'SGD',
    TR: 'TRY',
    US: 'USD',
    ZA: 'ZAR',
  }),
);

/** getMarketplaceParticipations: the marketplaces in which the seller may sell, which most tools ask for first. */
export async function listParticipations(
  call: ApiCall,
  { database, clock }: SellingPartnerPorts,
): Promise<ApiAnswer> {
  const seller = await findSellerName(database.db, requireSeller(call), clock.now());
  const marketplaces = await listApiMarketplaces(database.db);
  return {
    status: 200,
    body: {
      payload: marketplaces.map(({ id, apiId, name, country, languages, noticeDomain }) => ({
        marketplace: {
          id: apiId,
          countryCode: country,
          name,
          defaultCurrencyCode: CURRENCIES.get(country) ?? 'EUR',
          defaultLanguageCode: (languages[0] ?? 'en').replace('-', '_'),
          domainName: noticeDomain,
        },
        participation: { isParticipating: true, hasSuspendedListings: seller.suspendedIn.has(id) },
        storeName: seller.name,
      })),
    },
  };
}
