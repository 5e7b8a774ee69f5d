import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { JudgedFinding, VerdictKind } from '#market/verdict.ts';

import { ApiProblem, submit } from './api.ts';
import { refreshConversation } from './conversations.ts';
import type { Wire } from './wire.ts';

export type WrittenFinding = Wire<JudgedFinding> & { readonly text: string };

interface Judged {
  readonly verdict?: VerdictKind;
  readonly reasons?: readonly { readonly text: string }[];
  readonly findings?: readonly WrittenFinding[];
}

interface PreviewAnswer extends Judged {
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
}

function adviceOf(of: string, judged: Judged, passesOptOut: boolean | null = null): Advice {
  const { verdict = 'permit', reasons = [], findings = [] } = judged;
  const sentences = reasons.map(({ text }) => text).filter((text) => text !== '');
  return { of, stops: verdict === 'refuse', reasons: sentences, findings, passesOptOut };
}

function adviceOfPreview(of: string, answer: PreviewAnswer): Advice {
  const advice = adviceOf(of, answer, answer.optOut.passes);
  const obstacles = answer.obstacles.map(({ sentence }) => sentence);
  return { ...advice, reasons: [...new Set([...advice.reasons, ...obstacles])] };
}

/** What a refusal says against a text; null where it says nothing of it, as when the server wasn't reached. */
export function adviceOfProblem(of: string, error: unknown): Advice | null {
  if (!(error instanceof ApiProblem) || error.status !== 422 || error.code === 'key-used-otherwise')
    return null;
  if (error.code === 'message-refused') return { ...adviceOf(of, error.refused ?? {}), stops: true };
  const reasons = [error.message, ...error.fields.map(({ reason }) => reason)];
  return { of, stops: true, reasons, findings: [], passesOptOut: null };
}

/** How long nobody has to type before their words are judged. */
const REST_MS = 400;

/**
 * What the server says of a text while it is written: of the newest one, once it rests, and never two questions at a
 * time. When it can't say, nothing is said; the sending decides in any case.
 */
export function useAdvice(conversationId: string, text: string, isOn: boolean) {
  const [advice, setAdvice] = useState<Advice | null>(null);
  const [asked, setAsked] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  useEffect(() => {
    if (!isOn || isAsking || text === asked) return undefined;
    const timer = setTimeout(() => {
      setAsked(text);
      if (text.trim() === '') return setAdvice(null);
      setIsAsking(true);
      void submit<PreviewAnswer>('POST', `/conversations/${conversationId}/messages/preview`, { text })
        .then(
          (answer) => setAdvice(adviceOfPreview(text, answer)),
          (error: unknown) =>
            // What the sending said of the same words meanwhile stays.
            setAdvice((known) => adviceOfProblem(text, error) ?? (known?.of === text ? known : null)),
        )
        .finally(() => setIsAsking(false));
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [conversationId, text, isOn, asked, isAsking]);
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

/** Sends an answer. A lost connection is tried again by itself, offline as soon as there is one. */
export function useSendAnswer(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ text, key }: { readonly text: string; readonly key: string }) =>
      submit('POST', `/conversations/${conversationId}/messages`, { text }, { 'idempotency-key': key }),
    retry: (failures, error) => isLost(error) && failures < MOST_TRIES,
    retryDelay: (failures) => FIRST_WAIT_MS * 2 ** failures,
    onSuccess: () => refreshConversation(client, conversationId),
    // A refused message is in the conversation too, for its author.
    onError: () => void refreshConversation(client, conversationId),
  });
}
