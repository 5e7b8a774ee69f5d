import type { QueryClient } from '@tanstack/react-query';
import type { FormEvent, KeyboardEvent } from 'react';
import { useRef, useState } from 'react';

import { newKey, useDraft } from '#web/data/draft.ts';
import type { OrderKey } from '#web/data/orders.ts';
import { orderPath } from '#web/data/orders.ts';
import type { Reason } from '#web/data/reasons.ts';
import { say } from '#web/data/say.ts';
import type { Writing } from '#web/data/writing.ts';
import { adviceOfProblem, isLost, useAdvice, useSendMessage } from '#web/data/writing.ts';
import { adviceNow, countStops, useSaidCount } from '#web/pages/writing/advice-now.ts';
import type { Attachments } from '#web/pages/writing/use-attachments.ts';
import { useAttachments } from '#web/pages/writing/use-attachments.ts';
import { useAnnounce } from '#web/ui/announce.tsx';
import { useReader } from '#web/ui/settings.tsx';

/** The input that is the author's own words. */
export const TEXT_INPUT = 'text';

/** Whether something that the reason can't do without isn't there yet. */
function isMissing(
  { inputs }: Reason,
  text: string,
  given: Readonly<Record<string, string>>,
  { files }: Attachments,
): boolean {
  return inputs.some((input) => {
    if (!input.required) return false;
    if (input.kind === 'files') return files.length < input.min;
    return (input.id === TEXT_INPUT ? text : (given[input.id] ?? '')).trim() === '';
  });
}

/** Whatever shows the order's conversations, its reasons and its duties. */
async function refresh(client: QueryClient): Promise<void> {
  await Promise.all(
    [['conversations'], ['conversation'], ['messages'], ['reasons'], ['duties']].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );
}

/** The words, inputs and files for a reason, as far as they are there. `onChange` is told of each change of them. */
function useContents(order: OrderKey, reason: Reason, onChange: () => void) {
  const { ownerId } = useReader();
  const [{ text }, keep] = useDraft(ownerId ?? '', `${order.marketplace}.${order.id}.${reason.id}`);
  const [inputs, setInputs] = useState<Readonly<Record<string, string>>>({});
  const fileInput = reason.inputs.find(({ kind }) => kind === 'files');
  const attachments = useAttachments(fileInput?.kind === 'files' ? fileInput.max : 0, onChange);
  const words = { text, reason: reason.id, inputs: filledIn(inputs) };
  return {
    text,
    inputs,
    attachments,
    missing: isMissing(reason, text, inputs, attachments),
    writing: { ...words, files: attachments.files } satisfies Writing,
    // Files go along where nothing can be said without them; else they are looked into when they are sent.
    toJudge: { ...words, files: fileInput?.required === true ? attachments.files : [] } satisfies Writing,
    change: (next: string) => {
      onChange();
      keep({ text: next, key: null });
    },
    setInput: (id: string, value: string) => {
      onChange();
      setInputs({ ...inputs, [id]: value });
    },
    forget: () => keep({ text: '', key: null }),
  };
}

/** A message to the buyer of an order while it is written, and its sending. */
export function useContactWriting(order: OrderKey, reason: Reason) {
  const box = useRef<HTMLTextAreaElement>(null);
  const place = orderPath(order);
  // The same words, inputs and files again after a lost answer are the same message.
  const key = useRef<string | null>(null);
  const sending = useSendMessage(place, refresh);
  const announce = useAnnounce();
  const contents = useContents(order, reason, () => {
    key.current = null;
    if (sending.isError) sending.reset();
    // What a refusal said, maybe of files that aren't there any more, is taken back.
    judged.setAdvice((known) => (known?.preview === null ? null : known));
  });
  const { text, missing, writing, toJudge, forget } = contents;
  const judged = useAdvice(place, toJudge, !missing);
  const advice = missing ? null : adviceNow(judged.advice, text);
  const stopCount = countStops(advice);
  useSaidCount(advice);
  const refused = (error: unknown): void => {
    if (isLost(error)) return;
    key.current = null;
    const against = adviceOfProblem(text, error);
    if (against === null) return;
    judged.setAdvice(against);
    sending.reset();
  };
  const send = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (sending.isPending || missing || stopCount > 0) return;
    key.current ??= newKey();
    void sending.mutateAsync({ writing, key: key.current }).then(() => {
      forget();
      announce(say('contact.sent'));
    }, refused);
  };
  return {
    ...contents,
    box,
    advice,
    stopCount,
    send,
    error: sending.error,
    sent: sending.data?.message ?? null,
    isSending: sending.isPending,
    isTryingAgain: sending.isPending && (sending.isPaused || sending.failureCount > 0),
  };
}

export type ContactWriting = ReturnType<typeof useContactWriting>;

function filledIn(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value.trim() !== ''));
}
