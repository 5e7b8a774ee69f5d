import type { Context } from 'hono';
import { z } from 'zod';

import type { Pack } from '#market/pack.ts';
import { packLanguage } from '#market/pack.ts';
import { changeLanguage, changePreference } from '#store/buyer-preference.ts';
import { findMarketplace, listMarketplaces } from '#store/marketplace.ts';
import type { MarketplacePreference, PreferenceTrace } from '#views/preferences.ts';
import { findPreferences, listPreferenceChanges } from '#views/preferences.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { buyerOf, isMarketplaceId } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readJsonBody, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

export const wish = z.strictObject({ declines: z.boolean() });
export const languageWish = z.strictObject({ language: z.string().max(35) });

/** What reaches a buyer who declines what isn't needed, and why: what the page says beside the switch. */
function stillComes(pack: Pack, language: string): object {
  const names = pack.texts.get(packLanguage(pack, language))?.reasons;
  return {
    answers: true,
    reasons: pack.reasons
      .filter(({ kind }) => kind === 'critical')
      .map(({ id }) => ({ id, name: names?.get(id)?.name ?? id })),
    categories: pack.optOut.exemptCategories,
    inForceFrom: pack.optOut.startsOn,
  };
}

/** The languages that some marketplace here writes. */
async function offeredLanguages({ database: { db } }: HttpPorts): Promise<string[]> {
  return [...new Set((await listMarketplaces(db)).flatMap(({ languages }) => languages))].sort();
}

/** SECURITY: which person of the marketplace's staff it was is not the buyer's business; that it was staff is. */
function traceView({ actor, ...trace }: PreferenceTrace, isOperator: boolean): object {
  const isStaff = actor.kind === 'operator' || actor.kind === 'command-line';
  return { ...trace, by: { kind: actor.kind, label: isStaff && !isOperator ? null : actor.label } };
}

/** Buyers' communication preferences, by themselves or by customer service on their behalf (OPT 1). */
export function preferenceRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/buyers/:buyer/preferences', async (c) => {
    const buyer = await buyerOf(c, ports);
    const found = buyer === null ? null : await findPreferences(db, buyer);
    if (found === null) return problem(c, 'not-found');
    const language = c.get('language');
    const view = ({ pack, ...preference }: MarketplacePreference): object => {
      const rules = ports.packFor({ id: preference.marketplace, pack });
      return { ...preference, stillComes: stillComes(rules, language) };
    };
    const languages = await offeredLanguages(ports);
    return c.json({ ...found, languages, marketplaces: found.marketplaces.map(view) });
  });

  routes.add('GET /api/v1/buyers/:buyer/preferences/changes', async (c) => {
    const buyerId = await buyerOf(c, ports);
    if (buyerId === null) return problem(c, 'not-found');
    const query = readQuery(c, pageQuery);
    if (query.kind === 'answer') return query.response;
    const { items, next } = await listPreferenceChanges(db, { buyerId, ...query.values });
    const isOperator = requirePrincipal(c).kind === 'operator';
    return c.json({ items: items.map((item) => traceView(item, isOperator)), next });
  });

  routes.add('PUT /api/v1/buyers/:buyer/preferences/:marketplace', (c) => change(c, ports, null));

  routes.add('PUT /api/v1/buyers/:buyer/preferences/:marketplace/sellers/:seller', async (c) => {
    const seller = readId(c.req.param('seller'));
    return seller === null ? problem(c, 'not-found') : change(c, ports, seller);
  });

  routes.add('PUT /api/v1/buyers/:buyer/language', async (c) => {
    const buyerId = await buyerOf(c, ports);
    if (buyerId === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, languageWish);
    if (body.kind === 'answer') return body.response;
    const offered = await offeredLanguages(ports);
    const { language } = body.values;
    if (!offered.includes(language))
      return problem(c, 'language-not-offered', { language, offered: offered.join(', ') });
    const trace = { id: ports.ids.uuid(), actor: actorOf(requirePrincipal(c)), at: ports.clock.now() };
    const changed = await db
      .transaction()
      .execute((tx) => changeLanguage(tx, { ...trace, buyerId, language }));
    return c.json({ result: changed ? 'changed' : 'unchanged' });
  });
}

async function change(
  c: Context<HttpEnvironment>,
  { database, ids, clock }: HttpPorts,
  sellerId: string | null,
): Promise<Response> {
  const { db } = database;
  const buyerId = await buyerOf(c, { database });
  const named = c.req.param('marketplace') ?? '';
  const marketplace = isMarketplaceId(named) ? await findMarketplace(db, named) : null;
  if (buyerId === null || marketplace === null) return problem(c, 'not-found');
  const body = await readJsonBody(c, wish);
  if (body.kind === 'answer') return body.response;
  const outcome = await db.transaction().execute((tx) =>
    changePreference(tx, {
      id: ids.uuid(),
      marketplaceId: marketplace.id,
      buyerId,
      sellerId,
      declines: body.values.declines,
      actor: actorOf(requirePrincipal(c)),
      at: clock.now(),
    }),
  );
  return outcome === 'strangers' ? problem(c, 'not-found') : c.json({ result: outcome });
}
