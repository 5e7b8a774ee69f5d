import { z } from 'zod';

import type { Fulfilment, OrderStatus } from '#market/order.ts';
import type { ApiMarketplace } from '#store/api-marketplace.ts';
import type { ApiOrderFilter, Span } from '#views/api-orders.ts';
import { decodeCursor } from '#views/page.ts';

import { invalid } from './api-answer.ts';
import type { ApiCall, CallReading } from './call.ts';
import { answer, queryList, value } from './call.ts';
import { readInstant, readPageSize } from './query-values.ts';

/** What a version of the orders API calls the parts of its query. */
export interface OrderQueryNames {
  readonly marketplaces: string;
  readonly orderIds: string | null;
  readonly statuses: string;
  readonly fulfilments: string;
  readonly placed: readonly [from: string, to: string];
  readonly updated: readonly [from: string, to: string];
  readonly delivery: {
    readonly earliest: readonly [string, string];
    readonly latest: readonly [string, string];
  } | null;
  readonly buyer: string | null;
  readonly pageSize: string;
  readonly token: string;
  readonly needsMarketplace: boolean;
  readonly statusWords: Readonly<Record<string, OrderStatus | null>>;
  readonly fulfilmentWords: Readonly<Record<string, Fulfilment>>;
}

const OPEN: Span = { from: null, to: null };

/** What is open a moment ago may change still; Amazon's own rule, which tools keep to. */
const SETTLED_MS = 120_000;

// A token carries its filter: with one nothing else need be said. Whose orders they are is never in it.
const token = z.object({ q: z.string().max(4000), after: z.string().max(200) });

/** What a page of orders continues with; opaque to programs. */
export function writeOrderToken({ query }: ApiCall, names: OrderQueryNames, next: string): string {
  const kept = new URLSearchParams(continuedQuery(query, names));
  kept.delete(names.token);
  return Buffer.from(JSON.stringify({ q: kept.toString(), after: next })).toString('base64url');
}

/** The query that a token stands for: its own one, as the first page was asked for. */
function continuedQuery(query: URLSearchParams, names: OrderQueryNames): string {
  const given = query.get(names.token);
  return given === null || given === '' ? query.toString() : (readOrderToken(given)?.q ?? '');
}

function readOrderToken(text: string): z.infer<typeof token> | null {
  try {
    return token.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Which orders a call asks for. */
export function readOrderQuery(
  call: ApiCall,
  names: OrderQueryNames,
  { marketplaces, now }: { readonly marketplaces: readonly ApiMarketplace[]; readonly now: Date },
): CallReading<ApiOrderFilter> {
  const given = call.query.get(names.token);
  if (given === null || given === '') return readFilter(call, names, { marketplaces, now, after: null });
  const continued = readOrderToken(given);
  const after = continued === null ? null : decodeCursor(continued.after);
  if (continued === null || after === null) return answer(invalid(`${names.token}: Invalid token.`));
  const first = { ...call, query: new URLSearchParams(continued.q) };
  return readFilter(first, names, { marketplaces, now, after });
}

function readSpan(call: ApiCall, [from, to]: readonly [string, string]): CallReading<Span> {
  const begins = readInstant(call, from, null);
  if (begins.kind === 'answer') return begins;
  const ends = readInstant(call, to, null);
  if (ends.kind === 'answer') return ends;
  return value({ from: begins.value, to: ends.value });
}

/** The words of a list in ours, or the answer that one is none. A word that no order of ours is (null) is passed over. */
function readWords<T>(
  call: ApiCall,
  name: string,
  words: Readonly<Record<string, T | null>>,
): CallReading<readonly T[] | 'none'> {
  const given = queryList(call, name);
  if (given.some((word) => !Object.hasOwn(words, word))) return answer(invalid(`${name}: Invalid value.`));
  const found = given.flatMap((word) => words[word] ?? []);
  return value(given.length > 0 && found.length === 0 ? 'none' : found);
}

function readMarketplaces(
  call: ApiCall,
  names: OrderQueryNames,
  marketplaces: readonly ApiMarketplace[],
): CallReading<readonly string[]> {
  const given = queryList(call, names.marketplaces);
  if (given.length === 0 && names.needsMarketplace)
    return answer(
      invalid(`${names.marketplaces}: Missing or invalid request parameter: ${names.marketplaces}`),
    );
  if (given.length > 50) return answer(invalid(`${names.marketplaces}: At most 50 can be given.`));
  const found = given.map((word) => marketplaces.find(({ id, apiId }) => word === id || word === apiId)?.id);
  const known = found.filter((id) => id !== undefined);
  return known.length === found.length
    ? value(known)
    : answer(invalid(`${names.marketplaces}: Unknown marketplace.`));
}

interface FilterContext {
  readonly marketplaces: readonly ApiMarketplace[];
  readonly now: Date;
  readonly after: ApiOrderFilter['after'];
}

function readFilter(
  call: ApiCall,
  names: OrderQueryNames,
  { marketplaces, now, after }: FilterContext,
): CallReading<ApiOrderFilter> {
  const marketplaceIds = readMarketplaces(call, names, marketplaces);
  if (marketplaceIds.kind === 'answer') return marketplaceIds;
  const times = readTimes(call, names, now);
  if (times.kind === 'answer') return times;
  const statuses = readWords(call, names.statuses, names.statusWords);
  if (statuses.kind === 'answer') return statuses;
  const fulfilments = readWords(call, names.fulfilments, names.fulfilmentWords);
  if (fulfilments.kind === 'answer') return fulfilments;
  const limit = readPageSize(call, names.pageSize, 100);
  if (limit.kind === 'answer') return limit;
  const orderIds = names.orderIds === null ? [] : queryList(call, names.orderIds);
  if (orderIds.length > 50) return answer(invalid(`${names.orderIds}: At most 50 can be given.`));
  return value({
    marketplaceIds: marketplaceIds.value,
    orderIds: statuses.value === 'none' ? ['none'] : orderIds,
    statuses: statuses.value === 'none' ? [] : statuses.value,
    fulfilments: fulfilments.value === 'none' ? [] : fulfilments.value,
    ...times.value,
    buyerAlias: names.buyer === null ? null : aliasOf(call.query.get(names.buyer)),
    after,
    limit: limit.value,
  });
}

type Times = Pick<ApiOrderFilter, 'placed' | 'updated' | 'earliestDelivery' | 'latestDelivery'>;

function readTimes(call: ApiCall, names: OrderQueryNames, now: Date): CallReading<Times> {
  const { delivery } = names;
  const spans = [names.placed, names.updated, delivery?.earliest ?? null, delivery?.latest ?? null].map(
    (span) => (span === null ? value(OPEN) : readSpan(call, span)),
  );
  const [placed, updated, earliest, latest] = spans.map((span) =>
    span.kind === 'value' ? span.value : OPEN,
  );
  const wrong = spans.find((span) => span.kind === 'answer');
  if (wrong !== undefined) return wrong;
  const times = {
    placed: placed ?? OPEN,
    updated: updated ?? OPEN,
    earliestDelivery: earliest ?? OPEN,
    latestDelivery: latest ?? OPEN,
  };
  const fault = timesFault(call, names, { times, now });
  return fault === null ? value(times) : answer(invalid(fault));
}

/** A query names a time or its orders, and none of what may change still. */
function timesFault(
  call: ApiCall,
  { orderIds, placed: placedNames, updated: updatedNames }: OrderQueryNames,
  { times, now }: { readonly times: Times; readonly now: Date },
): string | null {
  const { placed, updated, earliestDelivery, latestDelivery } = times;
  const isNamed = orderIds !== null && queryList(call, orderIds).length > 0;
  const isOpen = (span: Span): boolean => span.from === null && span.to === null;
  const hasTimes =
    placed.from !== null || updated.from !== null || !isOpen(earliestDelivery) || !isOpen(latestDelivery);
  if (!hasTimes && !isNamed)
    return `${placedNames[0]}: Either ${placedNames[0]} or ${updatedNames[0]} must be given.`;
  const settledAt = now.getTime() - SETTLED_MS;
  const isTooLate = [placed.to, updated.to].some((at) => at !== null && at.getTime() > settledAt);
  return isTooLate ? `${placedNames[1]}: must be at least two minutes ago.` : null;
}

/** An address that a program asks for; one that is no alias of ours finds nothing. */
function aliasOf(text: string | null): ApiOrderFilter['buyerAlias'] {
  if (text === null || text === '') return null;
  const [localPart = '', domain = ''] = text.toLowerCase().split('@', 2);
  return { localPart: localPart.slice(0, 64), domain: domain.slice(0, 255) };
}
