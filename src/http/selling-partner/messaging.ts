import type { ApiMessageType } from '#market/contact-reason.ts';

import type { ApiAnswer } from './api-answer.ts';
import { NOT_FOUND } from './api-answer.ts';
import { actionList, schemaDocument } from './action-list.ts';
import type { ApiCall } from './call.ts';
import { queryList } from './call.ts';
import { MESSAGE_TYPES, MESSAGING_TYPES, messageTypeAt, messageTypeOf } from './message-types.ts';
import type { Operation } from './operations.ts';
import { OPERATIONS } from './operations.ts';
import type { OrderActions } from './order-actions.ts';
import { decisionOf, readOrderActions } from './order-actions.ts';
import type { SellingPartnerPorts } from './ports.ts';

const SOLICITATION_TYPES: readonly ApiMessageType[] = ['productReviewAndSellerFeedback'];

/** Message types that left the published model with their operations. */
const RETIRED_TYPES: ReadonlySet<ApiMessageType> = new Set(
  Object.values<Operation>(OPERATIONS)
    .filter(({ isRetired }) => isRetired === true)
    .map(({ path }) => messageTypeAt(path)),
);

function offered(actions: OrderActions, types: readonly ApiMessageType[]): readonly ApiMessageType[] {
  return types.filter((type) => decisionOf(actions, type)?.offered === true);
}

/** getMessagingActionsForOrder, getSolicitationActionsForOrder: what may be sent about this order now (REASON 1). */
export async function listActions(
  call: ApiCall,
  ports: SellingPartnerPorts,
  collection: 'messages' | 'solicitations',
): Promise<ApiAnswer> {
  const actions = await readOrderActions(call, ports);
  if (actions.kind === 'answer') return actions.answer;
  const types = collection === 'messages' ? MESSAGING_TYPES : SOLICITATION_TYPES;
  const found = offered(actions.value, types)
    .filter((type) => ports.servesRetired || !RETIRED_TYPES.has(type))
    .map((type) => MESSAGE_TYPES[type]);
  const [marketplaceId = ''] = queryList(call, 'marketplaceIds');
  return {
    status: 200,
    body: actionList({ path: orderPath(call), collection, marketplaceId }, found),
  };
}

/** The path of the order, without what follows it. */
function orderPath({ url }: ApiCall): string {
  return url.pathname.split('/').slice(0, 5).join('/');
}

/** The schema that a list of actions links to; it is the same for every order. */
export function describeAction(
  call: ApiCall,
  { servesRetired }: Pick<SellingPartnerPorts, 'servesRetired'>,
  collection: 'messages' | 'solicitations',
): ApiAnswer {
  const type = messageTypeOf(call.parameters['name'] ?? '');
  if (type !== null && RETIRED_TYPES.has(type) && !servesRetired) return NOT_FOUND;
  const isSolicitation = type === 'productReviewAndSellerFeedback';
  if (type === null || isSolicitation !== (collection === 'solicitations')) return NOT_FOUND;
  const { name } = MESSAGE_TYPES[type];
  return {
    status: 200,
    body: schemaDocument(`${orderPath(call)}/${collection}/${name}`, MESSAGE_TYPES[type]),
  };
}

/** GetAttributes: the language that the buyer reads, so that texts can be written in it. */
export async function describeBuyer(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const actions = await readOrderActions(call, ports);
  if (actions.kind === 'answer') return actions.answer;
  const { marketplace, reasons } = actions.value;
  return { status: 200, body: { buyer: { locale: localeOf(reasons.names.buyerLanguage, marketplace) } } };
}

/** `nl` of a buyer in the Netherlands is `nl-NL`; a language that isn't the country's own is where it is at home. */
function localeOf(
  language: string,
  { country, languages }: { readonly country: string; readonly languages: readonly string[] },
): string {
  const locale = new Intl.Locale(language);
  if (locale.region !== undefined) return `${locale.language}-${locale.region}`;
  const isNational = new Intl.Locale(languages[0] ?? language).language === locale.language;
  return `${locale.language}-${isNational ? country : (locale.maximize().region ?? country)}`;
}
