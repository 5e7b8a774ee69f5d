/** A file that may travel: named, typed by its content, and rid of what names a person. */
export interface CleanFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Our own Content-ID (without host) when the HTML shows it inline. */
  readonly contentId: string | null;
}

/** A file as its author gave it, at a door that isn't mail. */
export interface AuthoredFile {
  readonly name: string | null;
  /** As declared; what it is, its content says. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Something that was changed or left out on the way; the author and the recipient are told in their languages. */
export type ContentNoteCode =
  | 'address-replaced'
  | 'client-wrapper-removed'
  | 'calendar-flattened'
  | 'contact-card-removed'
  | 'attached-message-flattened'
  | 'tnef-unpacked'
  | 'signature-removed'
  | 'metadata-removed'
  | 'picture-reencoded'
  | 'file-renamed'
  | 'remote-content-removed'
  | 'outsiders-copied'
  | 'cut-unsure';

export interface ContentNote {
  readonly code: ContentNoteCode;
  /** What it concerns, safe to show to both sides: a file name after cleaning, or a count. */
  readonly detail: string;
}

/** Why content can't pass; the author gets a notice that says so. */
export type ContentRefusalCode =
  | 'encrypted'
  | 'files-too-large'
  | 'archive'
  | 'program'
  | 'macros'
  | 'bomb'
  | 'unreadable-file'
  | 'empty';

export interface ContentRefusal {
  readonly code: ContentRefusalCode;
  readonly detail: string;
}

/**
 * What the author wrote, taken out of the mail for re-origination: no quote, no foreign markup, no
 * private address of either party. Structured-cloneable.
 */
export interface AuthoredContent {
  /** New text only; never empty where the author wrote something. */
  readonly text: string;
  /** Sanitised HTML of the same new text, or null for plain text. */
  readonly html: string | null;
  /** What was cut off (for the operator and for recognising a reply without References, OPT 2). */
  readonly quoted: string | null;
  readonly cut: 'none' | 'exact' | 'unsure';
  readonly files: readonly CleanFile[];
  readonly notes: readonly ContentNote[];
  readonly refusals: readonly ContentRefusal[];
}

/** Strings of both parties that must not travel (ALIAS 3), and what stands in their place. */
export interface PrivateValues {
  /** Real addresses, each with the alias that replaces it. */
  readonly addresses: readonly { readonly address: string; readonly alias: string }[];
  /** Telephone numbers from profiles. */
  readonly phones: readonly string[];
  /** Account names that programs write beside an address ("On … NAME wrote"). */
  readonly names: readonly string[];
}

/** What an author wrote at a door that isn't mail, fit to travel. Structured-cloneable. */
export interface WrittenContent {
  /** The texts given, in their order. */
  readonly texts: readonly string[];
  readonly files: readonly CleanFile[];
  readonly notes: readonly ContentNote[];
  readonly refusals: readonly ContentRefusal[];
}
