import { z } from 'zod';

import { addition as applicationBody, agreement } from '#http/applications.ts';
import { eventQuery } from '#http/events.ts';
import { linesQuery, submitQuery } from '#http/feeds.ts';
import { adjustment, shipment } from '#http/order-claims.ts';
import { setting } from '#http/notifications.ts';
import { addition as permissionBody, change as permissionChange } from '#http/permissions.ts';
import { languageWish, wish as preferenceBody } from '#http/preferences.ts';
import { pageQuery } from '#http/requests.ts';
import { seatBody } from '#http/session.ts';
import { addition as suppressionBody, marketplaceId as marketplaceQuery } from '#http/suppressions.ts';
import { invitationBody, roleBody, teamQuery } from '#http/team.ts';
import { logQuery, replay, wish as webhookBody } from '#http/webhooks.ts';

import {
  application,
  auditEntry,
  duty,
  event,
  feed,
  feedLine,
  grant,
  member,
  permission,
  preferenceChange,
  preferences,
  suppression,
  webhook,
  webhookAttempt,
  webhookDelivery,
  webhookFields,
} from './account-views.ts';
import type { Operations } from './operation.ts';
import { contactReason, listOf, marketplaceId, order, orderId, pageOf, result, time, uuid } from './views.ts';

const { limit } = pageQuery;
const text = z.string();
const taken = z.strictObject({
  result: text,
  id: uuid.nullable().describe('Null where it was taken before.'),
});
const permitted = z.strictObject({ result: text, address: text });
const session = z
  .strictObject({ id: uuid, device: text, proof: text, beganAt: time, seenAt: time, endsAt: time })
  .catchall(z.unknown());
const seat = z.strictObject({
  id: uuid,
  kind: z.enum(['seller', 'operator']),
  seller: z.strictObject({ id: uuid, name: text }).nullable(),
  role: text,
  isCurrent: z.boolean(),
});

/** Orders and feeds; who may write and who wants what; programs; people. */
export const ACCOUNTS: Operations = {
  'GET /api/v1/orders': { means: 'Orders, the newest first.', query: pageQuery, answer: pageOf(order) },
  'GET /api/v1/orders/:marketplace/:id': { means: 'One order.', answer: order },
  'GET /api/v1/orders/:marketplace/:id/reasons': {
    means: 'The contact reasons that an order offers, and why others not.',
    answer: z.strictObject({
      order: orderId,
      marketplace: marketplaceId,
      buyer: text,
      buyerLanguage: text,
      enforcement: z.strictObject({ state: text, until: time.nullable() }),
      pack: text,
      offered: z.array(contactReason),
      notOffered: z.array(contactReason),
    }),
  },
  'POST /api/v1/orders/import': {
    means: 'Takes orders, products and returns in from the shop, with a report line by line.',
    body: { types: ['application/jsonl', 'text/csv'] },
    answer: z.strictObject({
      created: z.int(),
      updated: z.int(),
      unchanged: z.int(),
      refused: z.int(),
      lines: z.array(z.looseObject({ line: z.int(), result: text })),
    }),
  },
  'POST /api/v1/orders/:marketplace/:id/shipments': {
    means: 'Confirms a shipment.',
    body: shipment,
    answer: taken,
    status: 201,
  },
  'GET /api/v1/carriers': {
    means: 'The carriers whose names are known.',
    answer: listOf(z.unknown()),
  },
  'POST /api/v1/orders/:marketplace/:id/adjustments': {
    means: 'Cancels pieces or gives money back.',
    body: adjustment,
    answer: taken,
    status: 201,
  },
  'POST /api/v1/orders/:marketplace/:id/cancellation': {
    means: 'The buyer cancels because of a delay.',
    answer: z.looseObject({ result: text }),
  },
  'GET /api/v1/sellers/:seller/duties': {
    means: 'What a seller has to do, the most urgent first.',
    query: { limit },
    answer: listOf(duty),
  },
  'POST /api/v1/sellers/:seller/feeds': {
    means: 'Takes a feed while it streams in.',
    query: submitQuery,
    body: { types: ['application/xml', 'text/xml', 'application/json'] },
    answer: feed,
  },
  'GET /api/v1/sellers/:seller/feeds': {
    means: 'A seller’s feeds, the newest first.',
    query: pageQuery,
    answer: pageOf(feed),
  },
  'GET /api/v1/feeds/:id': { means: 'One feed.', answer: feed },
  'GET /api/v1/feeds/:id/lines': {
    means: 'What became of each message of a feed.',
    query: linesQuery,
    answer: pageOf(feedLine),
  },
  'GET /api/v1/feeds/:id/report': {
    means: 'The processing report in the feed’s own format.',
    answer: { types: ['text/xml', 'application/json'] },
  },

  'GET /api/v1/sellers/:seller/permissions': {
    means: 'Which addresses may write for a seller.',
    answer: listOf(permission),
  },
  'POST /api/v1/sellers/:seller/permissions': {
    means: 'Adds an address, approved or blocked.',
    body: permissionBody,
    answer: permitted,
  },
  'PUT /api/v1/sellers/:seller/permissions/:address': {
    means: 'Approves or blocks an address.',
    body: permissionChange,
    answer: permitted,
  },
  'DELETE /api/v1/sellers/:seller/permissions/:address': {
    means: 'Removes a pending address.',
    answer: permitted,
  },
  'GET /api/v1/sellers/:seller/audit': {
    means: 'Who changed what of a seller’s, the newest first.',
    query: { limit },
    answer: listOf(auditEntry),
  },

  'GET /api/v1/sellers/:seller/notifications': {
    means: 'Where a seller’s buyer messages go.',
    answer: z.looseObject({ buyerMessages: text.nullable() }),
  },
  'PUT /api/v1/sellers/:seller/notifications': {
    means: 'Has them go there; null: nowhere.',
    body: setting,
    answer: z.looseObject({ buyerMessages: text.nullable() }),
  },

  'GET /api/v1/buyers/:buyer/preferences': { means: 'What a buyer wants to hear.', answer: preferences },
  'GET /api/v1/buyers/:buyer/preferences/changes': {
    means: 'Who changed that, and when.',
    query: pageQuery,
    answer: pageOf(preferenceChange),
  },
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace': {
    means: 'Declines messages that aren’t needed, of all sellers, or takes them again.',
    body: preferenceBody,
    answer: result('changed', 'unchanged'),
  },
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace/sellers/:seller': {
    means: 'The same of one seller.',
    body: preferenceBody,
    answer: result('changed', 'unchanged'),
  },
  'PUT /api/v1/buyers/:buyer/language': {
    means: 'In which language the buyer is written to.',
    body: languageWish,
    answer: result('changed', 'unchanged'),
  },
  'GET /api/v1/sellers/:seller/suppressions': {
    means: 'Buyers whom a seller never asks for reviews.',
    query: pageQuery,
    answer: pageOf(suppression),
  },
  'POST /api/v1/sellers/:seller/suppressions': {
    means: 'Puts a buyer on that list.',
    body: suppressionBody,
    answer: result('added', 'unchanged'),
  },
  'POST /api/v1/sellers/:seller/suppressions/import': {
    means: 'Puts the buyers of a table on it.',
    query: { marketplace: marketplaceQuery.nullable().default(null) },
    body: { types: ['text/csv'] },
    answer: z.strictObject({
      added: z.int(),
      unchanged: z.int(),
      refused: z.int(),
      lines: z.array(z.looseObject({ line: z.int(), result: text })),
    }),
  },
  'DELETE /api/v1/sellers/:seller/suppressions/:address': {
    means: 'Takes a buyer off it.',
    answer: result('removed'),
  },

  'GET /api/v1/applications': { means: 'Programs that act for sellers.', answer: listOf(application) },
  'POST /api/v1/applications': {
    means: 'Registers a program; its secret is told this once.',
    body: applicationBody,
    answer: z.strictObject({ id: uuid, clientId: text, clientSecret: text }),
    status: 201,
  },
  'POST /api/v1/applications/:id/rotate': {
    means: 'A new secret; the one before is good for a while.',
    answer: z.strictObject({ clientSecret: text }),
  },
  'POST /api/v1/applications/:id/withdraw': { means: 'Ends a program.', answer: result('withdrawn') },
  'GET /api/v1/sellers/:seller/applications': {
    means: 'Programs that act for a seller.',
    answer: listOf(grant),
  },
  'PUT /api/v1/sellers/:seller/applications/:application': {
    means: 'Lets a program act for the seller; its token is told this once.',
    body: agreement,
    answer: z.strictObject({
      applicationId: uuid,
      name: text,
      roles: z.array(text),
      refreshToken: text,
    }),
  },
  'DELETE /api/v1/sellers/:seller/applications/:application': {
    means: 'Lets it act no more.',
    answer: result('withdrawn', 'unchanged'),
  },

  'GET /api/v1/events': {
    means: 'What happened, in order and without gaps. `after=latest`: from now on.',
    query: eventQuery,
    answer: z.strictObject({
      items: z.array(event),
      next: text.describe('For `after`, also where nothing was found.'),
      more: z.boolean().describe('There may be more at once.'),
    }),
  },
  'GET /api/v1/events/stream': {
    means: 'The same as it happens: server-sent events.',
    answer: { types: ['text/event-stream'] },
  },
  'GET /api/v1/webhooks': { means: 'Who is told what happened.', answer: listOf(webhook) },
  'POST /api/v1/webhooks': {
    means: 'Adds a webhook; its secret is told this once.',
    body: webhookBody,
    answer: z.strictObject({ ...webhookFields, secret: text }),
    status: 201,
  },
  'GET /api/v1/webhooks/:id': { means: 'One webhook, with its ETag.', answer: webhook },
  'PUT /api/v1/webhooks/:id': { means: 'Changes it.', body: webhookBody, answer: webhook, ifMatch: true },
  'DELETE /api/v1/webhooks/:id': { means: 'Removes it with its log.', answer: result('removed') },
  'POST /api/v1/webhooks/:id/secret': {
    means: 'A new secret; the one before signs too for a day.',
    answer: z.strictObject({ secret: text }),
  },
  'POST /api/v1/webhooks/:id/disable': { means: 'Switches it off.', answer: result('disabled') },
  'POST /api/v1/webhooks/:id/enable': { means: 'Switches it on.', answer: result('enabled') },
  'POST /api/v1/webhooks/:id/replay': {
    means: 'Sends the events behind a place once more.',
    body: replay,
    answer: result('replaying'),
    status: 202,
  },
  'GET /api/v1/webhooks/:id/deliveries': {
    means: 'What it was told, the newest first.',
    query: logQuery,
    answer: pageOf(webhookDelivery),
  },
  'GET /api/v1/webhooks/:id/deliveries/:delivery': {
    means: 'What was sent, and what came of each attempt.',
    answer: z.strictObject({ sent: z.unknown(), attempts: z.array(webhookAttempt) }),
  },
  'POST /api/v1/webhooks/:id/deliveries/:delivery/redeliver': {
    means: 'Sends it once more.',
    answer: z.strictObject({ id: uuid }),
    status: 202,
  },

  'GET /api/v1/openapi.json': { means: 'This description.', answer: z.looseObject({ openapi: z.string() }) },
  'GET /api/v1/me': {
    means: 'Who asks, and what they may do.',
    answer: z
      .strictObject({
        kind: z.enum(['seller', 'buyer', 'operator']),
        id: uuid.nullable(),
        name: text,
        seller: z.strictObject({ id: uuid, name: text }).nullable(),
        user: z.looseObject({ id: uuid, name: text, role: text }).nullable(),
        seats: z.array(seat),
        within: z.strictObject({ marketplace: marketplaceId, seller: uuid }).nullable(),
        scopes: z.array(text),
        can: z.array(text).describe('Endpoints that they may use at all.'),
      })
      .catchall(z.unknown()),
  },
  'GET /api/v1/session': { means: 'The session behind the request.', answer: session },
  'DELETE /api/v1/session': { means: 'Signs out.', status: 204 },
  'PUT /api/v1/session/seat': {
    means: 'Goes on from another seat.',
    body: seatBody,
    answer: z.strictObject({ seat }),
  },
  'GET /api/v1/me/sessions': { means: 'One’s sessions.', answer: listOf(session) },
  'DELETE /api/v1/me/sessions': {
    means: 'Ends all of them but this one.',
    answer: z.strictObject({ ended: z.int() }),
  },
  'DELETE /api/v1/me/sessions/:id': { means: 'Ends one.', answer: z.strictObject({ ended: z.int() }) },
  'GET /api/v1/team': { means: 'The people of an account.', query: teamQuery, answer: listOf(member) },
  'POST /api/v1/team': {
    means: 'Invites somebody.',
    query: teamQuery,
    body: invitationBody,
    answer: z.strictObject({ result: text, id: uuid }),
    status: 201,
  },
  'PUT /api/v1/team/:id/role': {
    means: 'Changes what somebody may do.',
    query: teamQuery,
    body: roleBody,
    answer: result('done', 'unchanged'),
  },
  'POST /api/v1/team/:id/invitation': {
    means: 'Sends the invitation again.',
    query: teamQuery,
    answer: z.looseObject({ result: text }),
  },
  'DELETE /api/v1/team/:id': {
    means: 'Ends somebody’s seat.',
    query: teamQuery,
    answer: result('done', 'unchanged'),
  },
};
