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

/** The marketplaces in which the seller may sell, as both operations show them. */
async function participations(
  call: ApiCall,
  { database, clock }: SellingPartnerPorts,
): Promise<readonly object[]> {
  const seller = await findSellerName(database.db, requireSeller(call), clock.now());
  const marketplaces = await listApiMarketplaces(database.db);
  return marketplaces.map(({ id, apiId, name, country, languages, noticeDomain }) => ({
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
  }));
}

/** getMarketplaceParticipations, which most tools ask for first. */
export async function listParticipations(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  return { status: 200, body: { payload: await participations(call, ports) } };
}

/**
 * getAccount. Nothing is known here of a seller's business: what the model requires nevertheless is the same for every
 * seller, and what it doesn't is left out.
 */
export async function describeAccount(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const payload = {
    businessType: 'SOLE_PROPRIETORSHIP',
    sellingPlan: 'PROFESSIONAL',
    marketplaceParticipationList: await participations(call, ports),
  };
  return { status: 200, body: { payload } };
}
