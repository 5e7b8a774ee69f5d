import type { ApiMessageType } from '#market/contact-reason.ts';

/** What a message type asks of a program; null: nothing of the kind. */
export interface MessageType {
  /** What links call it. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly text: { readonly maxLength: number } | null;
  readonly files: { readonly min: number; readonly max: number } | null;
  readonly hasCoverageDates?: true;
}

const FIVE_FILES = { min: 0, max: 5 };

/** The message types in the order in which they are listed. Counts and lengths: the published model. */
export const MESSAGE_TYPES: Readonly<Record<ApiMessageType, MessageType>> = {
  confirmCustomizationDetails: {
    name: 'confirmCustomizationDetails',
    title: 'Ask about customisation',
    description:
      'Ask your customer for, or to check, names, pictures or other details of a customised product.',
    text: { maxLength: 800 },
    files: FIVE_FILES,
  },
  confirmDeliveryDetails: {
    name: 'confirmDeliveryDetails',
    title: 'Arrange a delivery',
    description: 'Arrange a delivery with your customer, or confirm contact information for it.',
    text: { maxLength: 2000 },
    files: null,
  },
  legalDisclosure: {
    name: 'legalDisclosure',
    title: 'Send a legal disclosure',
    description: 'Send documents that the law obliges you to give to your customer, and nothing else.',
    text: null,
    files: FIVE_FILES,
  },
  confirmOrderDetails: {
    name: 'confirmOrderDetails',
    title: 'Ask about the order',
    description: 'Ask your customer something that you need to know before you ship the order.',
    text: { maxLength: 2000 },
    files: null,
  },
  confirmServiceDetails: {
    name: 'confirmServiceDetails',
    title: 'Arrange a home service',
    description: 'Contact your customer to arrange a service call at their home.',
    text: { maxLength: 2000 },
    files: null,
  },
  warranty: {
    name: 'warranty',
    title: 'Send warranty details',
    description: 'Send your customer the warranty of what they bought.',
    text: null,
    files: { min: 1, max: 5 },
    hasCoverageDates: true,
  },
  digitalAccessKey: {
    name: 'digitalAccessKey',
    title: 'Send an access key',
    description: 'Send your customer the key to digital content of the order.',
    text: { maxLength: 400 },
    files: FIVE_FILES,
  },
  unexpectedProblem: {
    name: 'unexpectedProblem',
    title: 'Tell of an unexpected problem',
    description: 'Tell your customer that something keeps the order from being completed.',
    text: { maxLength: 2000 },
    files: null,
  },
  invoice: {
    name: 'sendInvoice',
    title: 'Send an invoice',
    description: 'Send your customer the invoice of the order.',
    text: null,
    files: { min: 1, max: 5 },
  },
  negativeFeedbackRemoval: {
    name: 'negativeFeedbackRemoval',
    title: 'Ask to reconsider feedback',
    description:
      'Ask your customer to reconsider their feedback after the problem is solved. Once per order.',
    text: null,
    files: null,
  },
  amazonMotors: {
    name: 'amazonMotors',
    title: 'Check that a part fits',
    description: 'Contact your customer about whether an automotive part fits their vehicle.',
    text: null,
    files: FIVE_FILES,
  },
  productReviewAndSellerFeedback: {
    name: 'productReviewAndSellerFeedback',
    title: 'Request seller feedback and product review',
    description: 'Ask your customer once for feedback and a review, in words that the marketplace chose.',
    text: null,
    files: null,
  },
};

const TYPES = Object.keys(MESSAGE_TYPES) as ApiMessageType[];

/** The type that a link or path calls so; null where there is none. */
export function messageTypeOf(name: string): ApiMessageType | null {
  return TYPES.find((type) => type === name || MESSAGE_TYPES[type].name === name) ?? null;
}

/** The type that the path of an operation which sends ends with. */
export function messageTypeAt(path: string): ApiMessageType {
  const type = messageTypeOf(path.split('/').at(-1) ?? '');
  if (type === null) throw new Error(`an operation that sends has no message type: ${path}`);
  return type;
}

/** Types of messages, without the one that is a solicitation. */
export const MESSAGING_TYPES: readonly ApiMessageType[] = TYPES.filter(
  (type) => type !== 'productReviewAndSellerFeedback',
);

/**
 * The schema document of a type as it is served: with its own names for properties, which the operations take as well
 * (the paper, section 2).
 */
export function schemaOf({ name, title, description, text, files, hasCoverageDates }: MessageType): object {
  const properties = {
    ...(text === null
      ? {}
      : {
          rawMessageBody: {
            type: 'string',
            title: 'Your message',
            description: `At most ${text.maxLength} characters. No HTML, no e-mail addresses; links only as far as the order needs them.`,
            'x-ui-field-type': 'text',
            minLength: 1,
            maxLength: text.maxLength,
          },
        }),
    ...(files === null
      ? {}
      : {
          attachments: {
            type: 'array',
            items: {
              type: 'object',
              required: ['fileName', 'id'],
              properties: { fileName: { type: 'string' }, id: { type: 'string' } },
            },
            title: 'Attachments',
            description: 'Text, PDF, Word, .jpg, .gif and .png files, less than 10 MB in all.',
            'x-ui-field-type': 'attachments',
            minItems: files.min,
            maxItems: files.max,
          },
        }),
    ...(hasCoverageDates === undefined
      ? {}
      : {
          coverageStartDate: { type: 'string', format: 'date-time', title: 'The warranty begins' },
          coverageEndDate: { type: 'string', format: 'date-time', title: 'The warranty ends' },
        }),
  };
  const required = [
    ...(text === null ? [] : ['rawMessageBody']),
    ...(files === null || files.min === 0 ? [] : ['attachments']),
  ];
  return {
    type: 'object',
    name,
    title,
    description,
    disabled: false,
    disabledReason: null,
    properties,
    required,
    $schema: 'http://json-schema.org/draft-04/schema#',
    'x-ui-hidden': Object.keys(properties).length === 0,
  };
}
