/** Carriers that a shipping confirmation may name: the closed list. */
const CARRIERS = {
  dhl: 'DHL',
  'deutsche-post': 'Deutsche Post',
  dpd: 'DPD',
  gls: 'GLS',
  hermes: 'Hermes',
  ups: 'UPS',
  fedex: 'FedEx',
  tnt: 'TNT',
  postnl: 'PostNL',
  bpost: 'bpost',
  'royal-mail': 'Royal Mail',
  parcelforce: 'Parcelforce',
  evri: 'Evri',
  yodel: 'Yodel',
  usps: 'USPS',
  'oesterreichische-post': 'Österreichische Post',
  'swiss-post': 'Swiss Post',
  'la-poste': 'La Poste',
  colissimo: 'Colissimo',
  chronopost: 'Chronopost',
  'mondial-relay': 'Mondial Relay',
  correos: 'Correos',
  seur: 'SEUR',
  'poste-italiane': 'Poste Italiane',
  brt: 'BRT',
  inpost: 'InPost',
  postnord: 'PostNord',
  budbee: 'Budbee',
  'trans-o-flex': 'trans-o-flex',
  'db-schenker': 'DB Schenker',
  dachser: 'Dachser',
  dsv: 'DSV',
} as const;
export type Carrier = keyof typeof CARRIERS;

/** Other words that sellers' programs write for them. */
const OTHER_WORDS: readonly (readonly [string, Carrier])[] = [
  ['dhlexpress', 'dhl'],
  ['dhlpaket', 'dhl'],
  ['dhlecommerce', 'dhl'],
  ['dhlparcel', 'dhl'],
  ['dpdgroup', 'dpd'],
  ['dpduk', 'dpd'],
  ['generallogisticssystems', 'gls'],
  ['hermeslogistikgruppe', 'hermes'],
  ['myhermes', 'evri'],
  ['hermesuk', 'evri'],
  ['unitedparcelservice', 'ups'],
  ['federalexpress', 'fedex'],
  ['tntpost', 'tnt'],
  ['postat', 'oesterreichische-post'],
  ['austrianpost', 'oesterreichische-post'],
  ['schweizerpost', 'swiss-post'],
  ['bartolini', 'brt'],
  ['dbschenker', 'db-schenker'],
  ['schenker', 'db-schenker'],
  ['transoflex', 'trans-o-flex'],
];

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const BY_WORD: ReadonlyMap<string, Carrier> = new Map([
  ...OTHER_WORDS,
  ...(Object.entries(CARRIERS) as [Carrier, string][]).flatMap(([id, name]) => [
    [plain(name), id] as const,
    [plain(id), id] as const,
  ]),
]);

/** The carrier behind a code or name as sellers write it; null for one that isn't on the list. */
export function readCarrier(text: string): Carrier | null {
  return BY_WORD.get(plain(text)) ?? null;
}

/** All carriers by their codes, as a list to choose from. */
export const CARRIER_LIST: readonly { readonly id: Carrier; readonly name: string }[] = (
  Object.entries(CARRIERS) as [Carrier, string][]
).map(([id, name]) => ({ id, name }));

/** Null for a word that a later release may have stored. */
export function carrierName(carrier: string): string | null {
  return Object.hasOwn(CARRIERS, carrier) ? CARRIERS[carrier as Carrier] : null;
}

/**
 * A tracking number in capital letters without blanks and hyphens, or null for what isn't one: 6 to 40 letters and
 * digits, 5 digits at least, no more than 5 letters in a row (UPS alone has more).
 * SECURITY: it is the one text of a feed that reaches the buyer, so no words, links or addresses pass here.
 */
export function readTrackingNumber(text: string): string | null {
  const number = text.toUpperCase().replaceAll(/[ \-\u00a0\u2010-\u2015]/gu, '');
  const isOne =
    /^[A-Z0-9]{6,40}$/u.test(number) && (!/[A-Z]{6}/u.test(number) || /^1Z[A-Z0-9]{16}$/u.test(number));
  return isOne && number.replaceAll(/\D/gu, '').length >= 5 ? number : null;
}
