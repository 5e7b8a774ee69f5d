import { z } from 'zod';
import { isTimeZone } from '#market/calendar.ts';
import type { Context, Message } from '#policy/message.ts';

import { timeZoneOf } from './time-zone.ts';

const picture = z.object({
  cid: z.string().default(''),
  path: z.string().nullish(),
  contentType: z.string().default(''),
  width: z.number().nullish(),
  height: z.number().nullish(),
});
const attachment = z.object({
  filename: z.string(),
  path: z.string().nullish(),
  contentType: z.string().default(''),
  size: z.number().default(0),
});
const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a time such as 2026-05-20T10:00:00Z');

const order = z.object({
  id: z.string(),
  completedAt: instant.nullish(),
  reviewRequestsSent: z.number().nullish(),
  itemImages: z.array(z.string()).nullish(),
});

/** What the engine is told beside the message itself. */
const circumstances = z.object({
  order: order.nullish(),
  buyer: z.object({ preferredLanguage: z.string().nullish() }).nullish(),
  marketplace: z
    .object({
      hosts: z.array(z.string()).nullish(),
      country: z.string().nullish(),
      timeZone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').nullish(),
    })
    .nullish(),
  sender: z.object({ role: z.string().nullish(), contactReason: z.string().nullish() }).nullish(),
});

/** One message as outsiders give it to `parley lint`; what isn't named here is passed over. */
export const lintInput = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  message: z.object({
    ...circumstances.shape,
    subject: z.string().nullish(),
    text: z.string().nullish(),
    html: z.string().nullish(),
    images: z.array(picture).nullish(),
    attachments: z.array(attachment).nullish(),
    sentAt: instant,
  }),
});

export type LintInput = z.infer<typeof lintInput>;

/** The same circumstances for a message that comes as mail, which says itself when it was sent. */
export const mailCircumstances = z.object({
  ...circumstances.shape,
  order: order.nullable(),
  sentAt: instant.nullish(),
});

export type MailCircumstances = z.infer<typeof mailCircumstances>;

/** What is wrong with a value, in one sentence that names its place. */
export function complaintOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a message'}`;
}

/** The author's words and files as the engine takes them. */
export function messageFrom({ message }: LintInput): Message {
  return {
    subject: message.subject ?? '',
    text: message.text ?? null,
    html: message.html ?? null,
    images: (message.images ?? []).map(({ cid, contentType, width, height }) => ({
      cid,
      contentType,
      width: width ?? null,
      height: height ?? null,
    })),
    attachments: (message.attachments ?? []).map(({ filename, contentType, size }) => ({
      filename,
      contentType,
      size,
    })),
  };
}

function placeFrom(
  given: MailCircumstances['marketplace'],
): Pick<Context, 'marketplaceHosts' | 'country' | 'timeZone'> {
  const country = given?.country ?? '';
  return { marketplaceHosts: given?.hosts ?? [], country, timeZone: given?.timeZone ?? timeZoneOf(country) };
}

/** What the engine is to know beside the message; a sender who isn't named is a seller. */
export function contextFrom(
  given: Omit<MailCircumstances, 'order'> & Pick<LintInput['message'], 'order'>,
  sentAt: Date,
): Context {
  const { buyer, marketplace, sender } = given;
  return {
    order: orderFrom(given.order),
    preferredLanguage: buyer?.preferredLanguage ?? '',
    ...placeFrom(marketplace),
    authorRole: sender?.role === 'buyer' ? 'buyer' : 'seller',
    contactReason: sender?.contactReason ?? '',
    sentAt,
  };
}

function orderFrom(given: LintInput['message']['order']): Context['order'] {
  if (given == null) return null;
  return {
    id: given.id,
    completedAt: given.completedAt == null ? null : new Date(given.completedAt),
    reviewRequestsSent: given.reviewRequestsSent ?? 0,
  };
}
