const ENHANCED = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]|-\d)/gu;
const REPLY = /(?<![\d.:/-])([245]\d\d)(?=[\s;:,#)-]|$)/gu;

/** True for codes that say nothing: x.0.0 and the like stand for "unknown". */
export function isVague(status: string): boolean {
  return /^[245]\.(?:0\.0|5\.0|[0-9]\.0|0\.\d+)$/u.test(status);
}

/** The enhanced status codes in a text, in order (RFC 3463). */
export function enhancedStatuses(text: string): string[] {
  return [...text.matchAll(ENHANCED)]
    .map(([, status = '']) => status)
    .filter((status) => !status.startsWith('2'));
}

/** The first SMTP reply code in a text that is no success. */
export function replyCodes(text: string): number[] {
  return [...text.matchAll(REPLY)]
    .map(([, code]) => Number(code))
    .filter((code) => code >= 400 && code < 560);
}

/** The stage of the SMTP dialogue that was refused, as far as the report says. */
export type Stage = 'connect' | 'hello' | 'mail' | 'rcpt' | 'data' | 'none';

/** What programs write of the stage at which the remote refused; the last that is named counts. */
const STAGES: readonly (readonly [Stage, RegExp])[] = [
  ['rcpt', /\brcpt(?:[ _]to)?\b|no valid recipients|does not like recipient|in reply to rcpt/giu],
  [
    'data',
    /(?:in reply to|end of|>>>|after|response to|sending|for|body of|-) ?(?:end of )?(?:the )?(?:data|message|text)\b|after end of data|message body|>>> (?:\.|data)|failed after i sent the message|smtp command\s+data|pipelined data|body of message generated/giu,
  ],
  ['mail', /\bmail from\b|sender was rejected|in reply to mail/giu],
  ['hello', /\b(?:ehlo|helo|lhlo|starttls)\b|my name was rejected/giu],
  [
    'connect',
    /initial (?:server )?(?:greeting|connection)|while (?:connecting|performing)|connection .{0,20}(?:refused|timed out)|greeting wait|refused to talk/giu,
  ],
];

export function stageOf(text: string): Stage {
  let last: { stage: Stage; index: number } = { stage: 'none', index: -1 };
  for (const [stage, expression] of STAGES)
    for (const match of text.slice(0, 6000).matchAll(expression))
      if (match.index > last.index) last = { stage, index: match.index };
  return last.stage;
}

/** One line, printable, at most 500 characters. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

/** An address in running text. Bounded on both sides. */
export const ADDRESS =
  /[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,128}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?|\[[\d.a-f:]{3,45}\])/giu;
