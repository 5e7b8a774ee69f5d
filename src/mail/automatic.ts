import type { ReceivedMail } from './received-mail.ts';

/** `absence-note`: an auto-responder speaks for a person. `automatic`: a program speaks for itself. */
export type AutomaticMail = 'absence-note' | 'automatic';

/** Envelope facts that RFC 3834 detection needs beside the message. */
export interface AutomaticContext {
  /** True for `MAIL FROM:<>`. */
  readonly nullReversePath: boolean;
}

export type RecogniseAutomatic = (mail: ReceivedMail, context: AutomaticContext) => AutomaticMail | null;
