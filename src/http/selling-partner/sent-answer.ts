import { OPT_OUT_CODES } from '#flow/judge-sending.ts';
import type { WriteOutcome, WriteRefusal } from '#flow/write-message.ts';
import { say, sayFinding } from '#locales/catalogue.ts';
import { obstacleText } from '#locales/obstacle.ts';
import { reasonText } from '#locales/reason.ts';
import type { Obstacle, ObstacleCode } from '#market/obstacle.ts';
import type { Pack } from '#market/pack.ts';
import type { JudgedFinding, Verdict, VerdictReason } from '#market/verdict.ts';

import type { ApiAnswer, ApiError } from './api-answer.ts';
import { NOT_FOUND, refuse } from './api-answer.ts';

/** What was to be sent. */
export interface Sent {
  readonly kind: 'message' | 'solicitation';
  /** Days around the delivery in which the marketplace lets reviews be asked for. */
  readonly window: Pack['solicitation'];
}

/** Programs' errors are in English, like every other of this API. */
const LANGUAGE = 'en';

/** The sentences that tools know; the true reason stands in `details` (the paper, sections 1 and 8). */
const NOT_OFFERED: Readonly<Record<Sent['kind'], string>> = {
  message: 'Invalid amazonOrderId and template combination.',
  solicitation: 'The requested solicitation is not available for this amazonOrderId.',
};
const WINDOW_CODES: ReadonlySet<ObstacleCode> = new Set(['window-unknown', 'before-window', 'after-window']);

function outsideWindow({ opensAfterDays, closesAfterDays }: Sent['window']): string {
  return `The solicitation can only be sent in the ${opensAfterDays}-${closesAfterDays} day range after the delivery date of the order.`;
}

const TAKEN: ApiAnswer = { status: 201, body: {} };
const MOST_ERRORS = 20;
const LONGEST_QUOTE = 80;

/** 403 where the order doesn't offer what was asked for: one error for each thing that stands against it. */
export function notOffered({ kind, window }: Sent, obstacles: readonly Obstacle[]): ApiAnswer {
  const isOutside = kind === 'solicitation' && obstacles.some(({ code }) => WINDOW_CODES.has(code));
  const message = isOutside ? outsideWindow(window) : NOT_OFFERED[kind];
  const [first, ...rest] = obstacles.map((found) => ({
    message,
    details: `${found.code}: ${obstacleText(LANGUAGE, found)}`,
  }));
  return refuse(
    403,
    first ?? { message, details: 'not-offered: The marketplace has no such message.' },
    ...rest,
  );
}

/** What became of a message, in the API's words. One that waits for a person was taken. */
export function answerSent(outcome: WriteOutcome, sent: Sent): ApiAnswer {
  if (outcome.kind === 'duplicate') return TAKEN;
  if (outcome.kind !== 'recorded') return answerNotWritten(outcome, sent);
  return outcome.state === 'refused' ? answerRefused(outcome.verdict, sent) : TAKEN;
}

function answerNotWritten(refusal: WriteRefusal, sent: Sent): ApiAnswer {
  switch (refusal.kind) {
    case 'not-offered':
      return notOffered(sent, refusal.obstacles);
    case 'inputs-wrong':
      return refuseEach(
        400,
        'Request has missing or invalid parameters.',
        refusal.faults.map(({ id, fault }) => `${id}: ${fault}: ${say(LANGUAGE, `input.${fault}`)}`),
      );
    case 'too-many':
      return refuse(429, { message: 'Very many messages came for this order within a few minutes.' });
    case 'no-such':
    case 'seller-unreachable':
      return NOT_FOUND;
  }
}

/** Kept as refused: an opt-out is a matter of the order, everything else one of what the message says. */
function answerRefused({ reasons, guidelines }: Verdict, sent: Sent): ApiAnswer {
  const findings = (guidelines?.findings ?? []).filter(({ effect }) => effect === 'refuse');
  if (findings.length === 0 && reasons.every(({ code }) => OPT_OUT_CODES.has(code)))
    return refuseEach(403, NOT_OFFERED[sent.kind], reasons.map(reasonDetails));
  return refuseEach(400, 'The message does not comply with the communication guidelines.', [
    ...reasons.map(reasonDetails),
    ...findings.map(findingDetails),
  ]);
}

function refuseEach(status: 400 | 403, message: string, details: readonly string[]): ApiAnswer {
  const [first, ...rest] = details
    .slice(0, MOST_ERRORS)
    .map((text): ApiError => ({ message, details: text }));
  return refuse(status, first ?? { message }, ...rest);
}

function reasonDetails(reason: VerdictReason): string {
  return `${reason.code}: ${reasonText(LANGUAGE, { ...reason, code: `refusal.${reason.code}` })}`;
}

/** `rule [part start-end]: sentence “quote”`. */
function findingDetails(finding: JudgedFinding): string {
  const { rule, where, quote } = finding;
  const [place] = where;
  const at = place === undefined ? '' : ` [${placeText(place)}]`;
  const words = quote === '' ? '' : ` “${quote.slice(0, LONGEST_QUOTE)}”`;
  return `${rule}${at}: ${sayFinding(LANGUAGE, finding) ?? rule}${words}`;
}

function placeText({ part, index, start, end }: JudgedFinding['where'][number]): string {
  const name = index === undefined ? part : `${part} ${index + 1}`;
  return start === undefined || end === undefined ? name : `${name} ${start}-${end}`;
}
