import type { MessageType } from './message-types.ts';
import { schemaOf } from './message-types.ts';

/** The order and marketplace that links are for. */
export interface LinkedOrder {
  /** `/messaging/v1/orders/302-…` */
  readonly path: string;
  /** `messages` or `solicitations`. */
  readonly collection: string;
  /** As the program called it. */
  readonly marketplaceId: string;
}

/**
 * The HAL answer that lists actions. Links are relative, with the query everywhere but at the schema; the schema's keys
 * stand both inline, as on the wire of old, and under `payload`, as the model has it: clients read the one or the
 * other (the paper, section 2).
 */
export function actionList(order: LinkedOrder, types: readonly MessageType[]): object {
  const query = `?marketplaceIds=${encodeURIComponent(order.marketplaceId)}`;
  const hrefOf = (name: string): string => `${order.path}/${order.collection}/${name}`;
  return {
    _links: {
      actions: types.map(({ name }) => ({ href: hrefOf(name) + query, name })),
      self: { href: order.path + query },
    },
    _embedded: {
      actions: types.map((type) => {
        const { name, title } = type;
        return {
          _links: {
            schema: { href: `${hrefOf(name)}/schema`, name },
            self: { href: hrefOf(name) + query, name },
          },
          _embedded: { schema: schemaDocument(hrefOf(name), type) },
          payload: { name },
          name,
          title,
        };
      }),
    },
  };
}

/** The schema of one action, embedded or by itself. `href`: of the action, without a query. */
export function schemaDocument(href: string, type: MessageType): object {
  const schema = schemaOf(type);
  return { _links: { self: { href: `${href}/schema`, name: type.name } }, ...schema, payload: schema };
}
