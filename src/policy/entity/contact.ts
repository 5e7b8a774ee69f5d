import type { Certainty, Place } from '../finding.ts';
import type { ConceptHit } from '../lexicon/lexicon.ts';
import type { MessageView, PlacedText } from '../view/message-view.ts';
import { CARRIER_HOSTS, CUSTOMS_HOSTS } from './host-lists.ts';
import { isUnder } from './link.ts';

/** A way to reach the seller outside the marketplace, or a way out of it. */
export interface Contact {
  readonly place: Place;
  /** The words of the sentence around it, as a place. */
  readonly around: Place;
  readonly shown: string;
  readonly certainty: Certainty;
}

export interface LinkContact extends Contact {
  readonly host: string;
  readonly scheme: 'http' | 'https' | null;
  /** Written in the visible text rather than behind other words. */
  readonly visible: boolean;
  /** The marketplace's or a carrier's own host, or the maker's page for a warranty. */
  readonly isNecessary: boolean;
}

export interface Contacts {
  readonly emails: readonly Contact[];
  readonly phones: readonly Contact[];
  readonly links: readonly LinkContact[];
}

/** The place of a range of a text; a file's name counts as a whole. */
export function placeIn({ text, index }: PlacedText, start: number, end: number): Place {
  return index === null ? text.place(start, end) : { part: text.name, index };
}

export const has = (hits: readonly ConceptHit[], ...concepts: readonly string[]): boolean =>
  hits.some((hit) => concepts.includes(hit.concept));

/** Hosts that an order may need whatever the sentence says. */
export function isKnownHost(view: MessageView, host: string): boolean {
  return (
    isUnder(host, view.context.marketplaceHosts) ||
    isUnder(host, CARRIER_HOSTS) ||
    isUnder(host, CUSTOMS_HOSTS)
  );
}

// A page of the maker's for a warranty is necessary; its path or the words around the link say that it is one.
export const WARRANTY_PATH = /\/(?:warrant|garant|guarantee|gwaranc|takuu)/iu;
