import type { QueryClient } from '@tanstack/react-query';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { JudgedFinding, VerdictKind } from '#market/verdict.ts';

import { ApiProblem, submit } from './api.ts';
import type { Attachment } from './attachments.ts';
import { encodeFiles } from './attachments.ts';
import type { Wire } from './wire.ts';

export type WrittenFinding = Wire<JudgedFinding> & {
  readonly text: string;
  /** What may stand in place of the quoted words. */
  readonly replacement?: string;
};

interface Judged {
  readonly verdict?: VerdictKind;
  readonly reasons?: readonly { readonly text: string }[];
  readonly findings?: readonly WrittenFinding[];
}

interface PreviewAnswer extends Judged {
  readonly subject: string;
  readonly text: string;
  readonly obstacles: readonly { readonly sentence: string }[];
  readonly optOut: { readonly passes: boolean };
}

/** What would become of a text, and of which text that was said. */
export interface Advice {
  readonly of: string;
  readonly stops: boolean;
  /** Sentences about the message as a whole. */
  readonly reasons: readonly string[];
  readonly findings: readonly WrittenFinding[];
  /** Whether it reaches a buyer who declines what isn't needed; null where that wasn't said. */
  readonly passesOptOut: boolean | null;
  /** As the other side will read it; null where that wasn't said. */
  readonly preview: { readonly subject: string; readonly text: string } | null;
}

function adviceOf(of: string, judged: Judged, passesOptOut: boolean | null = null): Advice {
  const { verdict = 'permit', reasons = [], findings = [] } = judged;
  const sentences = reasons.map(({ text }) => text).filter((text) => text !== '');
  return { of, stops: verdict === 'refuse', reasons: sentences, findings, passesOptOut, preview: null };
}

function adviceOfPreview(of: string, answer: PreviewAnswer): Advice {
  const advice = adviceOf(of, answer, answer.optOut.passes);
  const obstacles = answer.obstacles.map(({ sentence }) => sentence);
  const preview = { subject: answer.subject, text: answer.text };
  return { ...advice, reasons: [...new Set([...advice.reasons, ...obstacles])], preview };
}

/** What a refusal says against a text; null where it says nothing of it, as when the server wasn't reached. */
export function adviceOfProblem(of: string, error: unknown): Advice | null {
  if (!(error instanceof ApiProblem) || error.status !== 422 || error.code === 'key-used-otherwise')
    return null;
  if (error.code === 'message-refused') return { ...adviceOf(of, error.refused ?? {}), stops: true };
  const reasons = [error.message, ...error.fields.map(({ reason }) => reason)];
  return { of, stops: true, reasons, findings: [], passesOptOut: null, preview: null };
}

/** What somebody writes: an answer, or with a reason a message that begins something. */
export interface Writing {
  readonly text: string;
  readonly reason?: string;
  /** What the reason's template asks for beside the words. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly files: readonly Attachment[];
}

async function bodyOf({ files, ...words }: Writing): Promise<object> {
  return { ...words, files: await encodeFiles(files) };
}

function signatureOf({ files, ...words }: Writing): string {
  return JSON.stringify({ ...words, files: files.map(({ id }) => id) });
}

/** How long nobody has to type before their words are judged. */
const REST_MS = 400;

/**
 * What the server says of what is written below `place` while it is written: of the newest words, once they rest, and
 * never two questions at a time. When it can't say, nothing is said; the sending decides in any case.
 */
export function useAdvice(place: string, writing: Writing, isOn: boolean) {
  const [advice, setAdvice] = useState<Advice | null>(null);
  const [asked, setAsked] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const signature = signatureOf(writing);
  const latest = useRef(writing);
  useEffect(() => {
    latest.current = writing;
  });
  useEffect(() => {
    if (!isOn || isAsking || signature === asked) return undefined;
    const timer = setTimeout(() => {
      const { text } = latest.current;
      setAsked(signature);
      setIsAsking(true);
      void bodyOf(latest.current)
        .then((body) => submit<PreviewAnswer>('POST', `${place}/messages/preview`, body))
        .then(
          (answer) => setAdvice(adviceOfPreview(text, answer)),
          (error: unknown) =>
            // What the sending said of the same words meanwhile stays.
            setAdvice((known) => adviceOfProblem(text, error) ?? (known?.of === text ? known : null)),
        )
        .finally(() => setIsAsking(false));
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [place, signature, isOn, asked, isAsking]);
  return { advice, setAdvice };
}

/** Whether it is not known if the message was taken: the same request again is safe by its key. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof ApiProblem &&
    (error.status === 0 || error.status >= 500 || error.code === 'request-under-way')
  );
}

const MOST_TRIES = 4;
const FIRST_WAIT_MS = 1000;

/** What became of a message that was sent. */
interface Sent {
  readonly message: { readonly conversationId: string; readonly state: string };
}

/** Sends what was written. A lost connection is tried again by itself, offline as soon as there is one. */
export function useSendMessage(place: string, refresh: (client: QueryClient) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ writing, key }: { readonly writing: Writing; readonly key: string }) =>
      submit<Sent>('POST', `${place}/messages`, await bodyOf(writing), { 'idempotency-key': key }),
    retry: (failures, error) => isLost(error) && failures < MOST_TRIES,
    retryDelay: (failures) => FIRST_WAIT_MS * 2 ** failures,
    onSuccess: () => refresh(client),
    // A refused message is in the conversation too, for its author.
    onError: () => void refresh(client),
  });
}
