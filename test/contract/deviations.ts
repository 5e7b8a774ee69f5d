import type { ModelOperation } from './model.ts';

/** Why a documented status isn't answered, each with the number by which the table names it. */
export const DEVIATIONS = [
  'Whatever is wrong with a token is answered with 403, as the other operations document it: tools key on that one.',
  'Nothing of a body is read, so none can be too large.',
  'Nothing of a body is read, so none can be of a wrong type.',
  'It names nothing that could be missing; an unknown marketplace or document in it is an invalid parameter.',
  'A place for a file is made for any order; whether the order is there is seen when a message names the file.',
] as const;

const NAMES_NOTHING: ReadonlySet<string> = new Set([
  'getFeeds',
  'createFeed',
  'createFeedDocument',
  'getOrders',
  'searchOrders',
  'getMarketplaceParticipations',
  'getAccount',
  'createRestrictedDataToken',
]);

/** Operations that read a body, whether their model has one or not. */
function readsBody({ method, operationId }: ModelOperation): boolean {
  return method === 'POST' && operationId !== 'createUploadDestinationForResource';
}

/** The number of the reason, from 1; null where the status is answered. */
export function deviationOf(operation: ModelOperation, status: string): number | null {
  const { operationId } = operation;
  if (status === '401') return 1;
  if (status === '413' && !readsBody(operation)) return 2;
  if (status === '415' && !readsBody(operation)) return 3;
  if (status !== '404') return null;
  if (NAMES_NOTHING.has(operationId)) return 4;
  return operationId === 'createUploadDestinationForResource' ? 5 : null;
}
