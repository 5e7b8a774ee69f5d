import { z } from 'zod';

import { isTimeZone, parseCalendarDate } from '#market/calendar.ts';
import { API_MESSAGE_TYPES, ATTACHMENT_KINDS, REASON_KINDS, REASON_LABELS } from '#market/contact-reason.ts';
import { FULFILMENTS, ORDER_STATUSES } from '#market/order.ts';
import { WEEKDAYS } from '#market/pack.ts';

// The shape of a pack's files. What holds between several values is checked in check-pack.ts.

const days = (most: number): z.ZodNumber => z.int().min(0).max(most);

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

const packId = z.string().regex(/^[a-z][a-z0-9-]{0,15}$/u, {
  error: 'must be lower-case letters, digits and hyphens, at most 16, such as “de”',
});
const reasonId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/u, {
  error: 'must be lower-case letters, digits and hyphens, at most 40, such as “order-details”',
});
const inputId = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/u, {
  error: 'must be letters and digits beginning with a lower-case letter, such as “newDeliveryDate”',
});
const category = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/u, {
  error: 'must be a category in lower-case letters, digits and hyphens, such as “handmade”',
});
const language = z.string().refine(isLanguage, { error: 'must be a language tag such as “de” or “en-GB”' });
const date = z
  .string()
  .refine((text) => parseCalendarDate(text) !== null, {
    error: 'must be a date that exists, such as “2026-03-01”',
  })
  .transform((text) => parseCalendarDate(text));
const clock = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, { error: 'must be a time of day such as “09:00”' });

/** The word without its brackets, as people would type it. */
const criticalWord = z.string().regex(/^[\p{L}\p{M}\p{N} ’'-]{1,40}$/u, {
  error: 'must be a word of letters, without brackets',
});

export const packSchema = z.strictObject({
  id: packId,
  version: z.string().min(1).max(40),
  country: z.string().regex(/^[A-Z]{2}$/u, { error: 'must be two capital letters, such as “DE”' }),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone of the IANA list, such as “Europe/Berlin”' }),
  languages: z.array(language).min(1).max(20),
  critical: z.strictObject({
    wordSuffices: z.boolean(),
    words: z.record(z.string(), z.array(criticalWord).min(1).max(10)),
  }),
  optOut: z.strictObject({
    startsOn: date.nullable(),
    exemptCategories: z.array(category).max(50),
    hidesPreference: z.boolean(),
  }),
  preconditions: z.strictObject({ startsOn: date.nullable(), daysAfterCompletion: days(3650) }),
  solicitation: z.strictObject({ opensAfterDays: days(365), closesAfterDays: days(365) }),
  response: z.strictObject({
    hours: z.int().min(1).max(720),
    businessHours: z
      .strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1), from: clock, to: clock })
      .nullable(),
  }),
  // Absent in packs of older releases.
  duties: z
    .strictObject({
      shipWithinDays: days(365).default(2),
      delayNoticeDays: days(365).default(1),
      delayReasons: z.array(z.string().min(1).max(60)).max(20).default(['delay']),
      unavailabilityWithinDays: days(365).default(1),
      unavailabilityReasons: z.array(z.string().min(1).max(60)).max(20).default(['problem-with-order']),
      refundWithinDays: days(365).default(2),
      answerReturnWithinDays: days(365).default(2),
      refundReturnWithinDays: days(365).default(14),
    })
    .prefault({}),
});

const required = z.boolean();
const inputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ id: inputId, kind: z.literal('text'), required, maxLength: z.int().min(1).max(10_000) }),
  z.strictObject({ id: inputId, kind: z.literal('date'), required }),
  z.strictObject({
    id: inputId,
    kind: z.literal('files'),
    required,
    min: z.int().min(0).max(20),
    max: z.int().min(1).max(20),
  }),
]);

const conditionsSchema = z.strictObject({
  orderStatus: z.array(z.enum(ORDER_STATUSES)).min(1).nullable().default(null),
  fulfilment: z.array(z.enum(FULFILMENTS)).min(1).nullable().default(null),
  categories: z.array(category).min(1).max(50).nullable().default(null),
  openReturn: z.boolean().default(false),
  adjustedInFull: z.boolean().default(false),
  notCompleted: z.boolean().default(false),
  daysAfterCompletion: days(3650).nullable().default(null),
  atMostPerOrder: z.int().min(1).max(100).nullable().default(null),
});

export const reasonsSchema = z.strictObject({
  reasons: z
    .array(
      z.strictObject({
        id: reasonId,
        kind: z.enum(REASON_KINDS),
        conditions: conditionsSchema,
        inputs: z.array(inputSchema).max(10),
        attachments: z.array(z.enum(ATTACHMENT_KINDS)),
        api: z.array(z.enum(API_MESSAGE_TYPES)),
        label: z.enum(REASON_LABELS),
      }),
    )
    .min(1)
    .max(100),
});

const line = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/[\r\n]/u.test(text), { error: 'must be one line' });

export const textsSchema = z.strictObject({
  criticalSubject: line,
  reasons: z.record(
    z.string(),
    z.strictObject({ name: line, subject: line, template: z.string().min(1).max(10_000) }),
  ),
});

export type PackFileValue = z.infer<typeof packSchema>;
export type ReasonsFileValue = z.infer<typeof reasonsSchema>;
export type TextsFileValue = z.infer<typeof textsSchema>;
