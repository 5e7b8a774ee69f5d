import { createScrubber } from '#mail/scrub.ts';

import type { Notice } from './message.ts';
import type { Verdict } from './verdict.ts';

/** What names a person, for taking it out of what others wrote to them. */
export interface ErasedPerson {
  readonly name: string;
  readonly address: string;
  readonly phone: string | null;
}

/** Stands where a name, an address or a number was. */
export const ERASED = '—';

const SHORTEST_NAME_PART = 3;
const SPECIAL = /[.*+?^${}()|[\]\\/]/gu;

/** The whole name and each of its words; short ones ("de", "Li") are ordinary words as well. */
function namePattern(name: string): RegExp | null {
  const whole = name.normalize('NFC').trim();
  const words = [...whole.split(/[\s,]+/u), ...whole.split(/[\s,-]+/u)].filter(
    (word) => (word.match(/\p{L}/gu) ?? []).length >= SHORTEST_NAME_PART,
  );
  const forms = [...new Set([whole, ...words])]
    .filter((form) => /\p{L}/u.test(form))
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replaceAll(SPECIAL, String.raw`\$&`).replaceAll(/\s+/gu, String.raw`\s+`));
  if (forms.length === 0) return null;
  return new RegExp(String.raw`(?<![\p{L}\p{M}])(?:${forms.join('|')})(?![\p{L}\p{M}])`, 'giu');
}

/**
 * Makes the function that takes a person out of others' words: name, parts of it, address, telephone number. Meant
 * for what has to stay (the other side's own letters, a moderator's note); the person's own words are removed whole.
 */
export function eraserOf({ name, address, phone }: ErasedPerson): (text: string) => string {
  const scrubber = createScrubber({
    addresses: [{ address, alias: ERASED }],
    phones: phone === null ? [] : [phone],
    names: [name],
  });
  const named = namePattern(name);
  return (text) => {
    const scrubbed = scrubber.scrub(text.normalize('NFC')).text;
    return named === null ? scrubbed : scrubbed.replace(named, ERASED);
  };
}

/** The verdict without anybody's words: which rules, what came of it, by which ruleset. */
export function eraseVerdict({ kind, reasons, guidelines }: Verdict): Verdict {
  return {
    kind,
    reasons: reasons.map(({ code }) => ({ code, detail: '' })),
    ...(guidelines === undefined
      ? {}
      : {
          guidelines: {
            ...guidelines,
            findings: guidelines.findings.map((finding) => ({ ...finding, quote: '', data: {} })),
            before: {},
          },
        }),
  };
}

/** A notice of which only the kind is left. */
export function eraseNotice({ kind, language, orderId }: Notice): Notice {
  return {
    kind,
    language,
    orderId,
    subject: '',
    sentAt: null,
    answersRfcId: null,
    reasons: [],
    values: {},
  };
}
