import type { CalendarDate } from './calendar.ts';
import type { ApiMessageType, ContactReason } from './contact-reason.ts';
import type { DutyRules } from './duty.ts';
import type { Language } from './party.ts';

/** What a reason is called and what is sent for it, in one language; ICU message syntax. */
export interface ReasonTexts {
  readonly name: string;
  readonly subject: string;
  readonly template: string;
}

export interface PackTexts {
  /** *Additional information required*: the fixed subject that passes an opt-out as the word does (REASON 7). */
  readonly criticalSubject: string;
  readonly reasons: ReadonlyMap<string, ReasonTexts>;
}

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The hours of a week in which somebody answers, in the marketplace's zone. */
export interface BusinessHours {
  readonly days: readonly Weekday[];
  /** Minutes after midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** The rules of one marketplace as data: what its folder under `packs/` says. */
export interface Pack {
  readonly id: string;
  /** Named by every decision that rests on it. */
  readonly version: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA name; days begin at its midnight. */
  readonly timeZone: string;
  /** The first is the default. */
  readonly languages: readonly Language[];
  readonly critical: {
    /** Whether the word in a subject is enough, or the contact reason alone decides (REASON 6). */
    readonly wordSuffices: boolean;
    readonly words: ReadonlyMap<Language, readonly string[]>;
  };
  readonly optOut: {
    readonly startsOn: CalendarDate | null;
    /** Categories of products whose orders an opt-out doesn't cover (OPT 3). */
    readonly exemptCategories: readonly string[];
    /** Sellers aren't told beforehand whether this buyer declines messages (OPT 6). */
    readonly hidesPreference: boolean;
  };
  readonly preconditions: {
    readonly startsOn: CalendarDate | null;
    readonly daysAfterCompletion: number;
  };
  readonly solicitation: {
    /** Days after the earliest promised delivery. */
    readonly opensAfterDays: number;
    /** Days after the latest promised delivery. */
    readonly closesAfterDays: number;
  };
  readonly response: {
    readonly hours: number;
    readonly businessHours: BusinessHours | null;
  };
  readonly duties: DutyRules;
  readonly reasons: readonly ContactReason[];
  readonly texts: ReadonlyMap<Language, PackTexts>;
}

/** The reason with this id; null where the pack has none. */
export function findReason(pack: Pack, id: string): ContactReason | null {
  return pack.reasons.find((reason) => reason.id === id) ?? null;
}

/** The reason that a message type of the selling-partner API stands for; null where the pack doesn't offer it. */
export function reasonOfApiType(pack: Pack, type: ApiMessageType): ContactReason | null {
  return pack.reasons.find(({ api }) => api.includes(type)) ?? null;
}

/** A reader's language among the pack's: itself, its base, or the pack's default. */
export function packLanguage(pack: Pack, language: string): Language {
  const wanted = language.toLowerCase();
  const base = wanted.split('-', 1)[0] ?? '';
  const found = pack.languages.find((own) => own.toLowerCase() === wanted || own.toLowerCase() === base);
  return found ?? pack.languages[0] ?? 'en';
}
