import type { ApiAnswer } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { describeAction, describeBuyer, listActions } from './messaging.ts';
import type { OperationId } from './operations.ts';
import type { SellingPartnerPorts } from './ports.ts';
import { makeRestrictedToken } from './restricted-data.ts';
import { listParticipations } from './sellers.ts';
import { openUpload } from './uploads.ts';

export type Handler = (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;
export type HandlerTable = Readonly<Record<OperationId, Handler>>;

/** What answers each operation. */
export function createHandlers(ports: SellingPartnerPorts): HandlerTable {
  return {
    getMessagingActionsForOrder: (call) => listActions(call, ports, 'messages'),
    GetAttributes: (call) => describeBuyer(call, ports),
    getMessagingActionSchema: (call) => describeAction(call, 'messages'),
    getSolicitationActionsForOrder: (call) => listActions(call, ports, 'solicitations'),
    getSolicitationActionSchema: (call) => describeAction(call, 'solicitations'),
    createUploadDestinationForResource: (call) => openUpload(call, ports),
    createRestrictedDataToken: (call) => makeRestrictedToken(call, ports),
    getMarketplaceParticipations: (call) => listParticipations(call, ports),
  };
}
