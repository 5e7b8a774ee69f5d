import type { FormEvent, ReactElement, ReactNode } from 'react';
import { useState } from 'react';

import type { QuestionAbout } from '#web/data/asking.ts';
import { useAsk, useQuestionPlace } from '#web/data/asking.ts';
import { newKey } from '#web/data/draft.ts';
import { useOrder } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { isLost } from '#web/data/writing.ts';
import { OrderPanel } from '#web/pages/orders/order-panel.tsx';
import { AttachmentList } from '#web/pages/writing/attachment-list.tsx';
import { useAttachments } from '#web/pages/writing/use-attachments.ts';
import { Button } from '#web/ui/button.tsx';
import { EmptyNote, Note, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { useAddress, useGo } from '#web/ui/router.tsx';

import styles from './ask-page.module.css';

/**
 * Order or product → Ask the seller. The shop links here: `/ask?marketplace=de&order=302-…` about an order, or
 * `/ask?marketplace=de&seller=…&product=…` before any.
 */
export default function AskPage(): ReactElement {
  const { query } = useAddress();
  const marketplace = query.get('marketplace');
  const order = query.get('order');
  const seller = query.get('seller');
  if (marketplace !== null && order !== null) return <AboutOrder marketplace={marketplace} order={order} />;
  if (marketplace !== null && seller !== null)
    return <AboutProduct marketplace={marketplace} seller={seller} product={query.get('product')} />;
  return <Nobody />;
}

function Nobody(): ReactElement {
  return (
    <EmptyNote isPage icon="search" title={say('ask.nobody')}>
      <p>{say('ask.nobody-hint')}</p>
    </EmptyNote>
  );
}

function AboutOrder({
  marketplace,
  order,
}: {
  readonly marketplace: string;
  readonly order: string;
}): ReactElement {
  const { data, error } = useOrder(marketplace, order);
  if (error !== null && data === undefined) return <Nobody />;
  if (data === undefined) return <Waiting />;
  return (
    <Question title={say('ask.title', { seller: data.seller.name })} about={{ marketplace, order }}>
      <section className={styles['about']} aria-label={say('order.panel')}>
        <OrderPanel marketplace={marketplace} id={order} />
      </section>
    </Question>
  );
}

function AboutProduct(named: {
  readonly marketplace: string;
  readonly seller: string;
  readonly product: string | null;
}): ReactElement {
  const { data, error } = useQuestionPlace(named);
  if (error !== null && data === undefined) return <Nobody />;
  if (data === undefined) return <Waiting />;
  const { marketplace, seller, product, isReachable } = data;
  const about = { marketplace: marketplace.id, seller: seller.id, product: product?.id ?? null };
  const title = say('ask.title', { seller: seller.name });
  if (!isReachable)
    return (
      <EmptyNote isPage icon="warning" title={title}>
        <p>{say('ask.unreachable', { market: marketplace.name })}</p>
      </EmptyNote>
    );
  return (
    <Question title={title} about={about}>
      {product === null ? null : (
        <Note look="quiet" icon="bag">
          <p>{product.title}</p>
        </Note>
      )}
    </Question>
  );
}

function Waiting(): ReactElement {
  return <Skeleton lines={9} label={say('loading')} />;
}

function Question({
  title,
  about,
  children,
}: {
  readonly title: string;
  readonly about: QuestionAbout;
  readonly children: ReactNode;
}): ReactElement {
  const go = useGo();
  const { mutate, isPending, error } = useAsk(about);
  const [text, setText] = useState('');
  const [key, setKey] = useState(newKey);
  const attachments = useAttachments(undefined, () => setKey(newKey()));
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const onError = (problem: Error): void => {
      // What may have arrived is asked for again under the same key.
      if (!isLost(problem)) setKey(newKey());
    };
    mutate(
      { text, files: attachments.files, key },
      { onSuccess: (id) => go(`/inbox/${id}`, { replace: true }), onError },
    );
  };
  return (
    <Page title={title} lead={say('ask.lead')}>
      {children}
      <form className={styles['form']} onSubmit={send} {...attachments.drop}>
        <label>
          {say('ask.text')}
          <textarea
            rows={7}
            required
            maxLength={20_000}
            value={text}
            readOnly={isPending}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setKey(newKey());
            }}
          />
        </label>
        <AttachmentList attachments={attachments} isBusy={isPending} />
        {error === null ? null : <ProblemNote error={error} />}
        <div className={styles['foot']}>
          <Button type="submit" look="main" busy={isPending} disabled={text.trim() === ''}>
            {say('composer.send')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
