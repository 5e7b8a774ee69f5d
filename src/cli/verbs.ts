import { buyer } from './buyer.ts';
import { clock } from './clock.ts';
import { conversation } from './conversation.ts';
import { duties } from './duties.ts';
import { application } from './application.ts';
import { feed } from './feed.ts';
import { handOff } from './hand-off.ts';
import { marketplace } from './marketplace.ts';
import { objection } from './objection.ts';
import { pack } from './pack.ts';
import { order } from './order.ts';
import { permission } from './permission.ts';
import { preference } from './preference.ts';
import { queue } from './queue.ts';
import { reasons } from './reasons.ts';
import { review } from './review.ts';
import { reviewRequest } from './review-request.ts';
import { seller } from './seller.ts';
import { step } from './step.ts';
import { suppression } from './suppression.ts';
import { token } from './token.ts';
import { user } from './user.ts';
import type { Verb } from './verb.ts';
import { webhook } from './webhook.ts';

/** The verbs of `bin/parley` that work on the database and end. */
export const VERBS: ReadonlyMap<string, Verb> = new Map([
  ['marketplace', marketplace],
  ['seller', seller],
  ['order', order],
  ['feed', feed],
  ['conversation', conversation],
  ['duties', duties],
  ['clock', clock],
  ['pack', pack],
  ['permission', permission],
  ['user', user],
  ['hand-off', handOff],
  ['token', token],
  ['application', application],
  ['webhook', webhook],
  ['queue', queue],
  ['review', review],
  ['step', step],
  ['objection', objection],
  ['reasons', reasons],
  ['review-request', reviewRequest],
  ['preference', preference],
  ['suppression', suppression],
  ['buyer', buyer],
]);
