import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';

import { maskedName } from '#market/masked-name.ts';
import type { Side } from '#market/party.ts';
import type { LinkBounds } from '#market/rights.ts';

/** For whom a view is made: what they may see follows from it alone. */
export type Reader =
  | { readonly kind: 'seller'; readonly sellerId: string }
  | {
      readonly kind: 'buyer';
      readonly buyerId: string;
      /** Set for who came by a link in a mail: nothing outside of this conversation is there for them. */
      readonly within?: LinkBounds | null;
    }
  | { readonly kind: 'operator' };

/** Which side of a conversation the reader is; null for the operator. */
export function sideOf(reader: Reader): Side | null {
  return reader.kind === 'operator' ? null : reader.kind;
}

/** A conversation, a message or an order, as queries abbreviate them. */
type OwnedTable = 'c' | 'm' | 'o';

/** The rows of a table that belong to the conversation that a link in a mail opens. */
function rowsWithin(alias: OwnedTable, { conversationId }: LinkBounds): RawBuilder<boolean> {
  switch (alias) {
    case 'c':
      return sql<boolean>`c.id = ${conversationId}`;
    case 'm':
      return sql<boolean>`m.conversation_id = ${conversationId}`;
    case 'o':
      return sql<boolean>`o.id = (select l.order_id from conversation l
        where (l.marketplace_id, l.seller_id, l.id) = (o.marketplace_id, o.seller_id, ${conversationId}))`;
  }
}

/** SECURITY: the rows of the table `alias` that are the reader's own; the one condition all views share. */
export function ownRows(reader: Reader, alias: OwnedTable): RawBuilder<boolean> {
  switch (reader.kind) {
    case 'seller':
      return sql<boolean>`${sql.ref(`${alias}.seller_id`)} = ${reader.sellerId}`;
    case 'buyer': {
      const mine = sql<boolean>`${sql.ref(`${alias}.buyer_id`)} = ${reader.buyerId}`;
      if (reader.within == null) return mine;
      const { marketplaceId, sellerId } = reader.within;
      return sql<boolean>`(${mine} and ${sql.ref(`${alias}.marketplace_id`)} = ${marketplaceId}
        and ${sql.ref(`${alias}.seller_id`)} = ${sellerId} and ${rowsWithin(alias, reader.within)})`;
    }
    case 'operator':
      return sql<boolean>`true`;
  }
}

/**
 * SECURITY: which messages (of the table `alias`) the reader may see at all: what was refused or is held
 * exists for its author and the operator alone.
 */
export function visibleMessages(reader: Reader, alias: string): RawBuilder<boolean> {
  const side = sideOf(reader);
  if (side === null) return sql<boolean>`true`;
  return sql<boolean>`(${sql.ref(`${alias}.state`)} = 'accepted' or ${sql.ref(`${alias}.author`)} = ${side})`;
}

/** A buyer as a reader sees them. */
export interface BuyerView {
  /** Null for sellers: two of them could tell by it that they share a buyer (ALIAS 2). */
  readonly id: string | null;
  readonly name: string;
}

/** SECURITY: an account name is a leak (ALIAS 3): sellers see initials, here as in the mail. */
export function buyerView(reader: Reader, id: string, name: string): BuyerView {
  return reader.kind === 'seller' ? { id: null, name: maskedName(name) } : { id, name };
}
