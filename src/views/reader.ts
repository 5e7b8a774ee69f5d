import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';

import { maskedName } from '#market/masked-name.ts';
import type { Side } from '#market/party.ts';

/** For whom a view is made: what they may see follows from it alone. */
export type Reader =
  | { readonly kind: 'seller'; readonly sellerId: string }
  | {
      readonly kind: 'buyer';
      readonly buyerId: string;
      /** Set for who came by a link in a mail: nothing outside of this relationship is there for them. */
      readonly within?: { readonly marketplaceId: string; readonly sellerId: string } | null;
    }
  | { readonly kind: 'operator' };

/** Which side of a conversation the reader is; null for the operator. */
export function sideOf(reader: Reader): Side | null {
  return reader.kind === 'operator' ? null : reader.kind;
}

/** SECURITY: the rows of the table `alias` that are the reader's own; the one condition all views share. */
export function ownRows(reader: Reader, alias: string): RawBuilder<boolean> {
  switch (reader.kind) {
    case 'seller':
      return sql<boolean>`${sql.ref(`${alias}.seller_id`)} = ${reader.sellerId}`;
    case 'buyer': {
      const mine = sql<boolean>`${sql.ref(`${alias}.buyer_id`)} = ${reader.buyerId}`;
      if (reader.within == null) return mine;
      const { marketplaceId, sellerId } = reader.within;
      return sql<boolean>`(${mine} and ${sql.ref(`${alias}.marketplace_id`)} = ${marketplaceId}
        and ${sql.ref(`${alias}.seller_id`)} = ${sellerId})`;
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
