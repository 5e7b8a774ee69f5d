import { classifyDatabaseError } from '#store/database-error.ts';
import type { ApiCaller } from '#store/application-token.ts';
import { readAccessToken } from '#store/application-token.ts';

import type { ApiAnswer } from './api-answer.ts';
import { FAULT, NOT_FOUND, UNAVAILABLE, denied, invalid, refuse, responseOf } from './api-answer.ts';
import type { ApiCall, CallReading } from './call.ts';
import { answer, isStorable, value } from './call.ts';
import { isDocumentPath } from './document-links.ts';
import { answerDocumentRequest } from './documents.ts';
import type { HandlerTable } from './handlers.ts';
import { createHandlers } from './handlers.ts';
import type { Operation, OperationMatch } from './operations.ts';
import { isApiPath, matchOperation } from './operations.ts';
import type { SellingPartnerPorts } from './ports.ts';
import { RateLimit } from './rate-limit.ts';
import { coversCall } from './restricted-data.ts';
import { answerInSandbox, inSandbox, sandboxPath } from './sandbox.ts';
import { TOKEN_PATH, answerTokenRequest } from './token-endpoint.ts';

/** The selling-partner API beside the server's own; null for a request that isn't for it. */
export type SellingPartnerDoor = (request: Request) => Promise<Response> | null;

/**
 * The journey of a call: matched → authenticated → within its rights → within its rate → handled. Nothing in it depends
 * on the Host but whether it is the sandbox: clients name the host that they believe in (the paper, section 8).
 */
export function createSellingPartnerDoor(ports: SellingPartnerPorts): SellingPartnerDoor {
  const limits = new RateLimit(ports.clock);
  const handlers = createHandlers(ports);
  return (request) => {
    const url = new URL(request.url);
    if (url.pathname === TOKEN_PATH) return answerTokenRequest(request, ports);
    if (isDocumentPath(url.pathname)) return answerDocumentRequest(request, url, ports);
    const { path, isSandbox } = sandboxPath(url);
    if (!isApiPath(path)) return null;
    url.pathname = path;
    return answerCall({ request, url, isSandbox }, { ports, limits, handlers });
  };
}

interface Door {
  readonly ports: SellingPartnerPorts;
  readonly limits: RateLimit;
  readonly handlers: HandlerTable;
}

/** A request for the API, its path without what says that it is for the sandbox. */
interface Knock {
  readonly request: Request;
  readonly url: URL;
  readonly isSandbox: boolean;
}

async function answerCall(knock: Knock, door: Door): Promise<Response> {
  const { request, url, isSandbox } = knock;
  const requestId = door.ports.ids.uuid();
  const found = matchOperation(request.method, url.pathname);
  const match = found !== null && isSandbox ? { ...found, operation: inSandbox(found.operation) } : found;
  const operation = match?.operation ?? null;
  try {
    return responseOf(await handle(knock, match, door), { requestId, operation });
  } catch (error) {
    door.ports.log.error('http.request-failed', error, { method: request.method, requestId });
    const isFault = classifyDatabaseError(error) === 'fault';
    return responseOf(isFault ? FAULT : UNAVAILABLE, { requestId, operation });
  }
}

async function handle(
  { request, url, isSandbox }: Knock,
  match: OperationMatch | null,
  { ports, limits, handlers }: Door,
): Promise<ApiAnswer> {
  const reading = await authenticate(request, ports);
  if (reading.kind === 'answer') return reading.answer;
  const caller = reading.value;
  if (match === null) return NOT_FOUND;
  const { id, operation, parameters } = match;
  if (operation.isRetired === true && !ports.servesRetired) return NOT_FOUND;
  const obstacle = rightsObstacle(operation, request, url, caller);
  if (obstacle !== null) return obstacle;
  const key = `${caller.applicationId} ${caller.sellerId} ${isSandbox ? 'sandbox ' : ''}${id}`;
  if (!limits.take(key, operation))
    return refuse(429, { message: 'You exceeded your quota for the requested resource.' });
  if (![...url.searchParams.values(), ...Object.values(parameters)].every(isStorable))
    return invalid('The request has characters that are not allowed.');
  const call: ApiCall = { id, operation, parameters, query: url.searchParams, request, url, caller };
  return isSandbox ? answerInSandbox(call) : handlers[id](call);
}

/** Who calls, by the token in its header. The texts are what tools decide by whether to fetch a new one. */
async function authenticate(
  request: Request,
  { database, clock }: SellingPartnerPorts,
): Promise<CallReading<ApiCaller>> {
  const token = request.headers.get('x-amz-access-token');
  if (token === null || token === '') return answer(denied('Access token is missing in the request header.'));
  const reading = await readAccessToken(database.pool, token, clock.now());
  switch (reading.kind) {
    case 'caller':
      return value(reading.caller);
    case 'expired':
      return answer(denied('The access token you provided has expired.'));
    case 'unknown':
      return answer(denied('The access token you provided is revoked, malformed or invalid.'));
  }
}

/** SECURITY: what the seller granted decides; an application that acts for itself reaches no seller's things. */
function rightsObstacle(
  operation: Operation,
  request: Request,
  url: URL,
  caller: ApiCaller,
): ApiAnswer | null {
  const { sellerId, roles, resources } = caller;
  if (sellerId === null) return denied();
  // A restricted data token opens the calls that it names and no other.
  if (resources !== null && !coversCall(resources, { method: request.method, url, operation }))
    return denied();
  return operation.roles.length === 0 || operation.roles.some((role) => roles.includes(role))
    ? null
    : denied();
}
