import { z } from 'zod';

import type { RestrictedResource } from '#market/application.ts';
import { TOKEN_SECONDS, makeApplicationToken } from '#market/application.ts';
import { createApplicationToken } from '#store/application-token.ts';

import type { ApiAnswer } from './api-answer.ts';
import { denied, invalid } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { readBody, requireSeller } from './call.ts';
import type { Operation } from './operations.ts';
import { matchOperation } from './operations.ts';
import type { SellingPartnerPorts } from './ports.ts';

const DATA_ELEMENTS = ['buyerInfo', 'shippingAddress', 'buyerTaxInformation'] as const;

const shape = z.object({
  targetApplication: z.string().max(200).optional(),
  restrictedResources: z
    .array(
      z.object({
        method: z.enum(['GET', 'PUT', 'POST', 'DELETE']),
        path: z.string().max(500),
        dataElements: z.array(z.enum(DATA_ELEMENTS)).max(3).default([]),
      }),
    )
    .min(1)
    .max(50),
});

/** Calls whose answers hold personal data of buyers. */
const RESTRICTED: ReadonlySet<string> = new Set([
  'getOrders',
  'getOrder',
  'getOrderBuyerInfo',
  'getOrderAddress',
  'getOrderItems',
]);

/** createRestrictedDataToken: a token for an hour that opens the named calls, and their personal data. */
export async function makeRestrictedToken(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const body = await readBody(call, shape);
  if (body.kind === 'answer') return body.answer;
  const { restrictedResources, targetApplication } = body.value;
  if (targetApplication !== undefined) return denied('Delegation to another application is not offered.');
  const unknown = restrictedResources.find(({ method, path }) => !isRestricted(method, path));
  if (unknown !== undefined)
    return invalid('Application does not have access to one or more requested data elements.', unknown.path);
  const { database, clock, ids } = ports;
  const text = makeApplicationToken('restricted', (length) => ids.random(length));
  const at = clock.now();
  await createApplicationToken(database.db, {
    text,
    kind: 'restricted',
    applicationId: call.caller.applicationId,
    sellerId: requireSeller(call),
    resources: restrictedResources,
    at,
    endsAt: new Date(at.getTime() + TOKEN_SECONDS.restricted * 1000),
  });
  return { status: 200, body: { restrictedDataToken: text, expiresIn: TOKEN_SECONDS.restricted } };
}

function isRestricted(method: string, path: string): boolean {
  // A generic path names its parameter in braces; for the table that is a segment like any other.
  const match = matchOperation(method, path);
  return match !== null && RESTRICTED.has(match.id);
}

/** A call as resources are compared with it. */
export interface ResourceCall {
  readonly method: string;
  readonly url: URL;
  readonly operation: Operation;
}

function covers({ method, path }: RestrictedResource, call: ResourceCall): boolean {
  return method === call.method && (path === call.url.pathname || path === call.operation.path);
}

/** The personal data that the token of a call may show: of a restricted data token what it names, of any other none. */
export function dataElementsOf({ caller, request, url, operation }: ApiCall): ReadonlySet<string> {
  const call = { method: request.method, url, operation };
  const covering = (caller.resources ?? []).filter((resource) => covers(resource, call));
  return new Set(covering.flatMap(({ dataElements }) => dataElements));
}

/** Whether a restricted data token for these resources opens the call, by its exact path or the generic one. */
export function coversCall(resources: readonly RestrictedResource[], call: ResourceCall): boolean {
  return resources.some((resource) => covers(resource, call));
}
