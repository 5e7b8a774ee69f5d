import { formatCalendarDate } from '#locales/obstacle.ts';
import { adjustedInFull } from '#market/adjustment.ts';
import { parseCalendarDate } from '#market/calendar.ts';
import type { ContactReason } from '#market/contact-reason.ts';
import type { Relationship } from '#market/relationship.ts';
import type { JudgedOrder } from '#store/load-thread.ts';

/** What is wrong with something that a reason asks for. */
export interface InputFault {
  readonly id: string;
  readonly fault:
    | 'missing'
    | 'too-long'
    | 'not-a-date'
    | 'too-few-files'
    | 'too-many-files'
    /** The reason asks for no such thing. */
    | 'not-taken';
}

/** The input that is the author's own words. */
export const TEXT_INPUT = 'text';

export interface GivenInputs {
  /** By the input's id; the author's own words under `TEXT_INPUT`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fileCount: number;
}

function faultsOf(input: ContactReason['inputs'][number], { texts, fileCount }: GivenInputs): InputFault[] {
  const { id } = input;
  if (input.kind === 'files') {
    if (fileCount < input.min) return [{ id, fault: 'too-few-files' }];
    return fileCount > input.max ? [{ id, fault: 'too-many-files' }] : [];
  }
  const text = texts.get(id)?.trim() ?? '';
  if (text === '') return input.required ? [{ id, fault: 'missing' }] : [];
  if (input.kind === 'date') return parseCalendarDate(text) === null ? [{ id, fault: 'not-a-date' }] : [];
  return text.length > input.maxLength ? [{ id, fault: 'too-long' }] : [];
}

/** What a reason asks for and didn't get, and what it got without asking. Lengths are in UTF-16 units. */
export function checkInputs({ inputs }: ContactReason, given: GivenInputs): readonly InputFault[] {
  const asked = new Set(inputs.map(({ id }) => id));
  const unasked = [...given.texts].filter(([id, text]) => !asked.has(id) && text.trim() !== '');
  const takesFiles = inputs.some(({ kind }) => kind === 'files');
  return [
    ...inputs.flatMap((input) => faultsOf(input, given)),
    ...unasked.map(([id]): InputFault => ({ id, fault: 'not-taken' })),
    ...(given.fileCount > 0 && !takesFiles ? [{ id: 'files', fault: 'not-taken' } as const] : []),
  ];
}

/** The values of a reason's template, each as the buyer's language writes it. */
export function templateValues(
  reason: ContactReason,
  texts: ReadonlyMap<string, string>,
  { seller, marketplace }: Relationship,
  order: JudgedOrder,
  language: string,
): Readonly<Record<string, string>> {
  const inputs = reason.inputs.flatMap((input) => {
    if (input.kind === 'files') return [];
    const text = texts.get(input.id)?.trim() ?? '';
    return [
      [input.id, input.kind === 'date' && text !== '' ? formatCalendarDate(language, text) : text] as const,
    ];
  });
  const { situation, currency } = order;
  const adjusted = adjustedInFull(situation, situation.adjustments);
  return {
    orderId: situation.id,
    seller: seller.name,
    marketplace: marketplace.name,
    amount: formatAmount(situation.amountMinor, currency, language),
    adjustmentReason: adjusted.kind === 'in-full' ? adjusted.reason : '',
    ...Object.fromEntries(inputs),
  };
}

function formatAmount(minor: number, currency: string | null, language: string): string {
  if (currency === null) return '';
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
