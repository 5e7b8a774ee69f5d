import { createDkimKey, createMarketplace, listMarketplaces, packOfCountry } from '#store/marketplace.ts';
import { keepOriginals } from '#store/retention.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import { seal } from '#store/seal.ts';

import type { SubVerb, Verb } from './verb.ts';
import { CALLED_WRONGLY, DONE, FAILED, optionText, tableLines, verbOf } from './verb.ts';

const DEFAULT_SELECTOR = 'parley1';

/** What is wrong with a pack, in lines; null where it can be used. A marketplace without a pack can judge nothing. */
async function packComplaint(packsFolder: string, name: string): Promise<readonly string[] | null> {
  // Only here: the rules' language data take a second and 200 MB, which no other verb needs.
  const { readPackFolder } = await import('#packs/pack-folder.ts');
  const reading = readPackFolder(packsFolder, name);
  if (reading.kind === 'whole') return null;
  if (reading.kind === 'invalid')
    return [
      `The pack ${name} in ${packsFolder} has mistakes:`,
      ...reading.problems.map((line) => `  ${name}/${line}`),
    ];
  const known = reading.known.length === 0 ? 'The folder has none.' : `It has ${reading.known.join(', ')}.`;
  return [`There is no pack “${name}” in ${packsFolder}. ${known} Name one with --pack.`];
}

const add: SubVerb = {
  usage:
    '--id de --name TEXT --country DE [--pack de] --languages de,en --time-zone Europe/Berlin --alias-domain D --bounce-domain D --notice-domain D [--selector parley1]',
  options: {
    id: { type: 'string' },
    name: { type: 'string' },
    country: { type: 'string' },
    pack: { type: 'string' },
    languages: { type: 'string' },
    'time-zone': { type: 'string' },
    'alias-domain': { type: 'string' },
    'bounce-domain': { type: 'string' },
    'notice-domain': { type: 'string' },
    selector: { type: 'string' },
  },
  words: [],
  async run({ values }, { db, ids, clock, secrets, packsFolder, out, err }) {
    const text = (name: string): string => optionText(values, name) ?? '';
    const selector = text('selector') || DEFAULT_SELECTOR;
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u.test(selector)) {
      err('--selector must be one label of a domain name.');
      return FAILED;
    }
    const marketplace = {
      id: text('id'),
      name: text('name'),
      country: text('country'),
      pack: text('pack') || packOfCountry(text('country')),
      languages: text('languages').split(','),
      timeZone: text('time-zone'),
      aliasDomain: text('alias-domain'),
      bounceDomain: text('bounce-domain'),
      noticeDomain: text('notice-domain'),
    };
    const wrong = await packComplaint(packsFolder, marketplace.pack);
    if (wrong !== null) {
      for (const line of wrong) err(line);
      return FAILED;
    }
    const at = clock.now();
    const outcome = await db.transaction().execute(async (tx) => {
      const created = await createMarketplace(tx, marketplace, at);
      if (created.kind === 'refused') return created;
      // What leaves comes from these two domains; the third one only takes mail.
      for (const domain of [marketplace.aliasDomain, marketplace.noticeDomain])
        await createDkimKey(tx, { domain, selector, at }, (plain, row) =>
          seal(sealingKeys(secrets), plain, row, (length) => ids.random(length)),
        );
      return created;
    });
    if (outcome.kind === 'refused') {
      const option = outcome.field.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
      err(`--${option} ${outcome.reason}.`);
      return FAILED;
    }
    out(`${marketplace.id}: created. parley doctor prints the DNS records to publish.`);
    return DONE;
  },
};

const list: SubVerb = {
  usage: '',
  options: {},
  words: [],
  async run(_, { db, out }) {
    const rows = (await listMarketplaces(db)).map((item) => [
      item.id,
      item.country,
      item.pack,
      item.languages.join(','),
      item.aliasDomain,
      item.name,
    ]);
    for (const line of tableLines([['ID', 'COUNTRY', 'PACK', 'LANGUAGES', 'ALIASES AT', 'NAME'], ...rows]))
      out(line);
    return DONE;
  },
};

const LONGEST_KEPT_DAYS = 36_500;

const keep: SubVerb = {
  usage: 'ID --originals DAYS',
  options: { originals: { type: 'string' } },
  words: ['ID'],
  async run({ values, words: [id = ''] }, { db, out, err }) {
    const text = optionText(values, 'originals') ?? '';
    const days = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
    if (days < 1 || days > LONGEST_KEPT_DAYS) {
      err(`--originals must be a number of days from 1 to ${LONGEST_KEPT_DAYS}.`);
      return CALLED_WRONGLY;
    }
    if (!(await keepOriginals(db, id, days))) {
      err('There is no such marketplace; parley marketplace list shows them.');
      return FAILED;
    }
    out(`${id}: originals of mails are removed after ${days} days.`);
    return DONE;
  },
};

/** `parley marketplace …`. */
export const marketplace: Verb = verbOf('marketplace', 'Storefronts and their mail domains.', {
  add,
  list,
  keep,
});
