import { z } from 'zod';

import { localDate } from '#market/calendar.ts';

import type { ApiCall, CallReading } from './call.ts';
import { readBody, value } from './call.ts';
import type { MessageType } from './message-types.ts';

/** A file as a message names it; the bytes were handed in before. */
export interface NamedUpload {
  readonly uploadDestinationId: string;
  /** What the buyer sees, with its extension. */
  readonly fileName: string;
}

/** What a program gives for a message. */
export interface GivenMessage {
  readonly text: string;
  readonly uploads: readonly NamedUpload[];
  /** By the ids that the packs' reasons call them. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What a type has no place for is passed over, as everything is that the model doesn't know. */
const PASSED_OVER = z.unknown().optional();

const instant = z.iso.datetime({ offset: true });

function fileShape(max: number) {
  return z
    .array(
      z
        .object({
          uploadDestinationId: z.string().max(100).optional(),
          // As the schema document calls it (the paper, section 2).
          id: z.string().max(100).optional(),
          fileName: z.string().min(1).max(255),
        })
        .transform(({ uploadDestinationId, id, fileName }, context): NamedUpload => {
          const named = uploadDestinationId ?? id;
          if (named === undefined) context.addIssue('must have an uploadDestinationId');
          return { uploadDestinationId: named ?? '', fileName };
        }),
    )
    .max(max);
}

function shapeOf({ text, files, hasCoverageDates }: MessageType) {
  const words = z
    .string()
    .min(1)
    .max(text?.maxLength ?? 0);
  const dates = hasCoverageDates === true ? instant.optional() : PASSED_OVER;
  return z
    .object({
      text: text === null ? PASSED_OVER : words.optional(),
      rawMessageBody: text === null ? PASSED_OVER : words.optional(),
      attachments: files === null ? PASSED_OVER : fileShape(files.max).optional(),
      coverageStartDate: dates,
      coverageEndDate: dates,
    })
    .transform(({ text: given, rawMessageBody, attachments, coverageStartDate, coverageEndDate }) => ({
      text: text === null ? '' : ((given ?? rawMessageBody ?? '') as string),
      uploads: files === null ? [] : ((attachments ?? []) as readonly NamedUpload[]),
      dates:
        hasCoverageDates === true
          ? { coverageStart: coverageStartDate, coverageEnd: coverageEndDate }
          : { coverageStart: undefined, coverageEnd: undefined },
    }));
}

/**
 * Reads the body of an operation that sends, by the names of the model and by those of the schema document. A time is
 * the day that it is in the marketplace's zone: programs write the midnight of their own in UTC.
 */
export async function readMessage(
  call: ApiCall,
  type: MessageType,
  timeZone: string,
): Promise<CallReading<GivenMessage>> {
  const body = await readBody(call, shapeOf(type));
  if (body.kind === 'answer') return body;
  const { text, uploads, dates } = body.value;
  const inputs = Object.entries(dates).flatMap(([id, at]) =>
    typeof at === 'string' ? [[id, localDate(new Date(at), timeZone)] as const] : [],
  );
  return value({ text, uploads, inputs: Object.fromEntries(inputs) });
}
