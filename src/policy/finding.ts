export const SEVERITIES = ['block', 'warn'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** *sure* and *likely* decide; *review* asks for a person, because a picture, a model or the language is uncertain. */
export type Certainty = 'sure' | 'likely' | 'review';

const DOUBT: Readonly<Record<Certainty, number>> = { sure: 0, likely: 1, review: 2 };

/** The more doubtful of two: a sure reading of a doubtful text is doubtful. */
export function weaker(a: Certainty, b: Certainty): Certainty {
  return DOUBT[a] >= DOUBT[b] ? a : b;
}

/** The least doubtful of some, `review` for none. */
export function surest(certainties: readonly Certainty[]): Certainty {
  return certainties.reduce((best, next) => (DOUBT[next] < DOUBT[best] ? next : best), 'review');
}

export type PartName = 'subject' | 'text' | 'html' | 'attachment' | 'image';

/** A place in one part. UTF-16 offsets into the part as given, end exclusive; no offsets means the whole part. */
export interface Place {
  readonly part: PartName;
  /** The attachment's or picture's place in its list. */
  readonly index?: number;
  readonly start?: number;
  readonly end?: number;
}

/** Replaces `start`..`end` of a part by `text`. */
export interface Edit {
  readonly part: PartName;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Suggestion {
  readonly messageId: string;
  readonly edits: readonly Edit[];
}

export type FindingData = Readonly<Record<string, string | number>>;

export interface Finding {
  readonly rule: string;
  /** The guideline's clause that the rule rests on. */
  readonly clause: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** Empty where the finding concerns the message as a whole. */
  readonly where: readonly Place[];
  /** The words at the first place, cut to 200 characters; empty where there is none. */
  readonly quote: string;
  /** Key of the text under the rule's id in the catalogue. */
  readonly messageId: string;
  readonly data: FindingData;
  /** A change that keeps what the author said; applied only where the ruleset amends. */
  readonly fix: readonly Edit[] | null;
  readonly suggestions: readonly Suggestion[];
}
