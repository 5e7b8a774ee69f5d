/** The demo's operator: one company, three storefronts, and the people who trade there. All names are made up. */

export interface SampleMarketplace {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly pack: string;
  readonly languages: readonly string[];
  readonly timeZone: string;
  readonly currency: string;
  /** Its mail domains hang below this one. */
  readonly domain: string;
}

export const MARKETPLACES: readonly SampleMarketplace[] = [
  {
    id: 'de',
    name: 'Linde.de',
    country: 'DE',
    pack: 'de',
    languages: ['de', 'en'],
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    domain: 'linde-de.example',
  },
  {
    id: 'nl',
    name: 'Linde.nl',
    country: 'NL',
    pack: 'nl',
    languages: ['nl', 'en'],
    timeZone: 'Europe/Amsterdam',
    currency: 'EUR',
    domain: 'linde-nl.example',
  },
  {
    id: 'uk',
    name: 'Linde.co.uk',
    country: 'GB',
    pack: 'uk',
    languages: ['en'],
    timeZone: 'Europe/London',
    currency: 'GBP',
    domain: 'linde-uk.example',
  },
];

export interface SampleSeller {
  readonly shopId: string;
  readonly name: string;
  readonly language: string;
  readonly marketplaces: readonly string[];
  /** Registered for buyers' messages; null: not switched on yet (INBOX 1). */
  readonly messageAddress: string | null;
  readonly users: readonly {
    readonly name: string;
    readonly address: string;
    readonly role: 'owner' | 'agent' | 'reader';
  }[];
  readonly approved: readonly string[];
  readonly blocked: readonly string[];
  readonly products: readonly {
    readonly id: string;
    readonly title: string;
    readonly categories: readonly string[];
    readonly priceMinor: number;
  }[];
}

export const SELLERS: readonly SampleSeller[] = [
  {
    shopId: 'S-LAMPEN',
    name: 'Lampen Huber',
    language: 'de',
    marketplaces: ['de', 'nl'],
    messageAddress: 'service@lampen-huber.example',
    users: [
      { name: 'Mia Huber', address: 'mia@lampen-huber.example', role: 'owner' },
      { name: 'Tom Berg', address: 'tom@lampen-huber.example', role: 'agent' },
    ],
    approved: ['mia@lampen-huber.example'],
    blocked: ['werbung@lampen-huber.example'],
    products: [
      {
        id: 'LH-100',
        title: 'Stehlampe „Fjord“, 160 cm',
        categories: ['home', 'lighting'],
        priceMinor: 12900,
      },
      {
        id: 'LH-210',
        title: 'LED-Leuchtmittel E27, 4 Stück',
        categories: ['home', 'lighting'],
        priceMinor: 1690,
      },
      {
        id: 'LH-330',
        title: 'Kronleuchter „Adria“, Spedition',
        categories: ['home', 'lighting', 'freight'],
        priceMinor: 48900,
      },
    ],
  },
  {
    shopId: 'S-GRAVUR',
    name: 'Gravurwerk Nordlicht',
    language: 'de',
    marketplaces: ['de'],
    messageAddress: 'hallo@gravurwerk.example',
    users: [{ name: 'Jonas Feld', address: 'jonas@gravurwerk.example', role: 'owner' }],
    approved: [],
    blocked: [],
    products: [
      { id: 'GN-1', title: 'Holzschild mit Namen', categories: ['handmade', 'custom'], priceMinor: 3490 },
      {
        id: 'GN-2',
        title: 'Brettchen mit Gravur',
        categories: ['handmade', 'custom', 'kitchen'],
        priceMinor: 1990,
      },
    ],
  },
  {
    shopId: 'S-FIETS',
    name: 'Fietsenhuis Utrecht',
    language: 'nl',
    marketplaces: ['nl', 'de'],
    messageAddress: 'klantenservice@fietsenhuis.example',
    users: [
      { name: 'Sanne Visser', address: 'sanne@fietsenhuis.example', role: 'owner' },
      { name: 'Daan Mulder', address: 'daan@fietsenhuis.example', role: 'agent' },
    ],
    approved: ['helpdesk@ticketbureau.example'],
    blocked: [],
    products: [
      {
        id: 'FH-01',
        title: 'Stadsfiets Dames 28 inch',
        categories: ['bicycles', 'freight'],
        priceMinor: 64900,
      },
      { id: 'FH-02', title: 'Kinderzitje voorop', categories: ['bicycles', 'baby'], priceMinor: 8995 },
    ],
  },
  {
    shopId: 'S-WIJN',
    name: 'Wijnkelder De Druif',
    language: 'nl',
    marketplaces: ['nl'],
    messageAddress: null,
    users: [{ name: 'Bram Smit', address: 'bram@dedruif.example', role: 'owner' }],
    approved: [],
    blocked: [],
    products: [
      { id: 'DD-75', title: 'Riesling droog, 6 flessen', categories: ['wine', 'grocery'], priceMinor: 5400 },
    ],
  },
  {
    shopId: 'S-BRASS',
    name: 'Brass & Bolt Spares',
    language: 'en',
    marketplaces: ['uk', 'de', 'nl'],
    messageAddress: 'support@brassbolt.example',
    users: [
      { name: 'Olivia Ward', address: 'olivia@brassbolt.example', role: 'owner' },
      { name: 'Harry Singh', address: 'harry@brassbolt.example', role: 'agent' },
    ],
    approved: ['support@brassbolt-desk.example'],
    blocked: [],
    products: [
      { id: 'BB-7', title: 'Brake pads, front, set of four', categories: ['automotive'], priceMinor: 3999 },
      { id: 'BB-9', title: 'Roof rack, 120 cm', categories: ['automotive', 'freight'], priceMinor: 14900 },
    ],
  },
  {
    shopId: 'S-KEYS',
    name: 'Pixel Keys',
    language: 'en',
    marketplaces: ['uk'],
    messageAddress: 'desk@pixelkeys.example',
    users: [{ name: 'Amira Khan', address: 'amira@pixelkeys.example', role: 'owner' }],
    approved: [],
    blocked: [],
    products: [
      {
        id: 'PK-1',
        title: 'Photo editor, licence key',
        categories: ['software', 'digital'],
        priceMinor: 7900,
      },
    ],
  },
];

export interface SampleBuyer {
  readonly shopId: string;
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly marketplace: string;
  readonly phone: string | null;
}

const PEOPLE: readonly (readonly [
  name: string,
  address: string,
  language: string,
  marketplace: string,
  phone: string | null,
])[] = [
  ['Jan de Vries', 'jan@devries.example', 'nl', 'nl', '+31 6 12345678'],
  ['Anouk Jansen', 'anouk.jansen@postvak.example', 'nl', 'nl', null],
  ['Pieter Bakker', 'p.bakker@postvak.example', 'nl', 'nl', '+31 20 7654321'],
  ['Lotte Meijer', 'lotte@meijer-thuis.example', 'nl', 'nl', null],
  ['Ewa Nowak', 'ewa.nowak@postvak.example', 'pl', 'nl', null],
  ['Fleur Dijkstra', 'fleur@dijkstra.example', 'nl', 'nl', null],
  ['Anna Schmidt', 'anna.schmidt@briefkasten.example', 'de', 'de', '+49 30 1234567'],
  ['Karl-Heinz Müller', 'kh.mueller@briefkasten.example', 'de', 'de', null],
  ['Leyla Yılmaz', 'leyla@yilmaz.example', 'tr', 'de', null],
  ['Jürgen Weiß', 'juergen.weiss@briefkasten.example', 'de', 'de', '+49 171 2345678'],
  ['Sophie Becker', 'sophie@becker-familie.example', 'de', 'de', null],
  ['Marc Dubois', 'marc.dubois@briefkasten.example', 'fr', 'de', null],
  ['Emily Clark', 'emily.clark@letterbox.example', 'en', 'uk', '+44 20 79460000'],
  ['George Patel', 'george@patel-home.example', 'en', 'uk', null],
  ['Siân Hughes', 'sian.hughes@letterbox.example', 'en', 'uk', null],
  ['Noah O’Brien', 'noah.obrien@letterbox.example', 'en', 'uk', null],
  ['Isla Campbell', 'isla@campbell.example', 'en', 'uk', null],
  ['Giulia Rossi', 'giulia.rossi@letterbox.example', 'it', 'uk', null],
];

/** So that nobody bought everything: more people, by first and last names of the country. */
const CROWDS: Readonly<Record<string, readonly [language: string, first: string, last: string]>> = {
  de: [
    'de',
    'Lena Paul Mara Felix Nele Emil Clara Jonah Greta Till',
    'Vogel Krüger Brandt Seidel Lorenz Winter Arnold',
  ],
  nl: ['nl', 'Bram Sanne Thijs Noor Ruben Eline Stijn Maud', 'Kok Vermeer Postma Hoekstra Prins Blom'],
  uk: ['en', 'Ruby Alfie Freya Oscar Maisie Rory Erin', 'Turner Hill Shaw Bennett Doyle Price'],
};
const PROVIDERS: Readonly<Record<string, string>> = {
  de: 'briefkasten.example',
  nl: 'postvak.example',
  uk: 'letterbox.example',
};

const plainLetters = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z]/gu, '');

const CROWD: typeof PEOPLE = Object.entries(CROWDS).flatMap(([marketplace, [language, first, last]]) =>
  first.split(' ').flatMap((given) =>
    last.split(' ').map((family) => {
      const address = `${plainLetters(given)}.${plainLetters(family)}@${PROVIDERS[marketplace]}`;
      return [`${given} ${family}`, address, language, marketplace, null] as const;
    }),
  ),
);

export const BUYERS: readonly SampleBuyer[] = [...PEOPLE, ...CROWD].map(
  ([name, address, language, marketplace, phone], index) => ({
    shopId: `B-${String(index + 1).padStart(4, '0')}`,
    name,
    address,
    language,
    marketplace,
    phone,
  }),
);

/** Those with a story; the lately placed orders are theirs. */
export const NAMED_BUYERS: readonly SampleBuyer[] = BUYERS.slice(0, PEOPLE.length);

/** Every mailbox of a sample person, with whose it is. */
export function sampleMailboxes(): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { name, address } of BUYERS) owners.set(address, `${name}, buyer`);
  for (const seller of SELLERS) {
    if (seller.messageAddress !== null)
      owners.set(seller.messageAddress, `${seller.name}, registered for buyers' messages`);
    for (const { name, address, role } of seller.users)
      owners.set(address, `${name}, ${role} of ${seller.name}`);
    for (const address of seller.approved)
      if (!owners.has(address)) owners.set(address, `approved address of ${seller.name}`);
    for (const address of seller.blocked) owners.set(address, `blocked address of ${seller.name}`);
  }
  owners.set('someone@stranger.example', 'a stranger');
  return owners;
}

/**
 * The demo's DNS: the sample people's domains let this machine send for them (SPF), so that mail from swaks on
 * this machine is authenticated like real mail is; one stranger's domain doesn't.
 */
export function sampleZone(): string {
  const domains = new Set(
    [...sampleMailboxes().keys()].map((address) => address.slice(address.indexOf('@') + 1)),
  );
  return [...domains]
    .map((domain) => {
      const senders = domain === 'stranger.example' ? '' : ' ip4:127.0.0.0/8 ip6:::1';
      return [
        `${domain}. 3600 IN TXT "v=spf1${senders} -all"`,
        `_dmarc.${domain}. 3600 IN TXT "v=DMARC1; p=reject"`,
        `${domain}. 3600 IN MX 10 mx.${domain}.`,
        `mx.${domain}. 3600 IN A 127.0.0.1`,
      ].join('\n');
    })
    .join('\n');
}
