import type { z } from 'zod';

import type { Endpoint } from '#market/rights.ts';

export type ApiEndpoint = Extract<Endpoint, `${string} /api/v1/${string}`>;

/** What isn't JSON: its media types. */
export interface OtherBody {
  readonly types: readonly string[];
}

/** What an endpoint takes and answers: the very schemas that its handler checks with. */
export interface Operation {
  /** One line. */
  readonly means: string;
  readonly query?: z.ZodRawShape;
  readonly body?: z.ZodType | OtherBody;
  /** Also as a form with files (`multipart/form-data`). */
  readonly takesForm?: true;
  /** Absent: no content. */
  readonly answer?: z.ZodType | OtherBody;
  /** 200 where it doesn't say. */
  readonly status?: 201 | 202 | 204;
  /** Its changes name the version that they change. */
  readonly ifMatch?: true;
}

export type Operations = Readonly<Partial<Record<ApiEndpoint, Operation>>>;

export function isOtherBody(body: z.ZodType | OtherBody): body is OtherBody {
  return 'types' in body;
}
