/** Who reads, as the server wrote it into the page. */
export interface WebReader {
  readonly kind: 'buyer' | 'seller' | 'operator';
  /** Seller or buyer id; null for the operator. */
  readonly ownerId: string | null;
  readonly label: string;
  /** The endpoints that the server lets the reader use, as `/api/v1/me` says. */
  readonly can: readonly string[];
  /** The one conversation that a link in a mail opens; null for who signed in. */
  readonly only: string | null;
  /** The reader's place among the seller's people; null for buyers and programs. */
  readonly seatId: string | null;
  /** The place in the event log behind everything that the page asks for. */
  readonly events: string;
  /** Decoded bytes of all files of a message together. */
  readonly maxFileBytes: number;
}

/** Reads it. Throws where the page has none: it wasn't made by the server. */
export function readReader(): WebReader {
  return JSON.parse(document.getElementById('reader')?.textContent ?? '') as WebReader;
}
