import type { ApiAnswer } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { cancelFeed, createFeed, findFeedDocument, getFeed, getFeeds, openFeedDocument } from './feeds.ts';
import { describeAction, describeBuyer, listActions } from './messaging.ts';
import type { OperationId } from './operations.ts';
import { getOrder2026, searchOrders } from './orders-2026.ts';
import {
  confirmShipment,
  getOrderAddress,
  getOrderBuyerInfo,
  getOrderItems,
  getOrderV0,
  listOrdersV0,
} from './orders-v0.ts';
import type { SellingPartnerPorts } from './ports.ts';
import { makeRestrictedToken } from './restricted-data.ts';
import { describeAccount, listParticipations } from './sellers.ts';
import { sendMessage } from './send-message.ts';
import { openUpload } from './uploads.ts';

export type Handler = (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;
export type HandlerTable = Readonly<Record<OperationId, Handler>>;

/** What answers each operation. */
export function createHandlers(ports: SellingPartnerPorts): HandlerTable {
  const send: Handler = (call) => sendMessage(call, ports);
  return {
    getMessagingActionsForOrder: (call) => listActions(call, ports, 'messages'),
    GetAttributes: (call) => describeBuyer(call, ports),
    confirmCustomizationDetails: send,
    createConfirmDeliveryDetails: send,
    createLegalDisclosure: send,
    createConfirmOrderDetails: send,
    createConfirmServiceDetails: send,
    CreateWarranty: send,
    createDigitalAccessKey: send,
    createUnexpectedProblem: send,
    sendInvoice: send,
    createNegativeFeedbackRemoval: send,
    CreateAmazonMotors: send,
    getMessagingActionSchema: (call) => describeAction(call, ports, 'messages'),
    getSolicitationActionsForOrder: (call) => listActions(call, ports, 'solicitations'),
    createProductReviewAndSellerFeedbackSolicitation: send,
    getSolicitationActionSchema: (call) => describeAction(call, ports, 'solicitations'),
    createUploadDestinationForResource: (call) => openUpload(call, ports),
    createFeedDocument: (call) => openFeedDocument(call, ports),
    getFeedDocument: (call) => findFeedDocument(call, ports),
    createFeed: (call) => createFeed(call, ports),
    getFeeds: (call) => getFeeds(call, ports),
    getFeed: (call) => getFeed(call, ports),
    cancelFeed: (call) => cancelFeed(call, ports),
    getOrders: (call) => listOrdersV0(call, ports),
    getOrder: (call) => getOrderV0(call, ports),
    getOrderBuyerInfo: (call) => getOrderBuyerInfo(call, ports),
    getOrderAddress: (call) => getOrderAddress(call, ports),
    getOrderItems: (call) => getOrderItems(call, ports),
    confirmShipment: (call) => confirmShipment(call, ports),
    searchOrders: (call) => searchOrders(call, ports),
    getOrder2026: (call) => getOrder2026(call, ports),
    createRestrictedDataToken: (call) => makeRestrictedToken(call, ports),
    getMarketplaceParticipations: (call) => listParticipations(call, ports),
    getAccount: (call) => describeAccount(call, ports),
  };
}
