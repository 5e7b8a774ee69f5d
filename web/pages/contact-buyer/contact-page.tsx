import type { ReactElement } from 'react';

import { withQuery } from '#web/data/address.ts';
import { ApiProblem } from '#web/data/api.ts';
import type { OrderKey } from '#web/data/orders.ts';
import type { Reason, Reasons } from '#web/data/reasons.ts';
import { useReasons } from '#web/data/reasons.ts';
import { say } from '#web/data/say.ts';
import { EmptyNote, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { Link, useAddress, useGo } from '#web/ui/router.tsx';

import { Choices } from '#web/ui/field.tsx';
import styles from './contact-page.module.css';
import { ContactForm } from './contact-form.tsx';

/** Contact buyer: why, then the words, then what the buyer will read (REASON 1, 3; OPT 6). */
export function ContactPage({ order }: { readonly order: OrderKey }): ReactElement {
  const { data, error, refetch } = useReasons(order);
  if (error instanceof ApiProblem && error.status === 404)
    return (
      <EmptyNote isPage icon="search" title={say('orders.gone')}>
        <p>
          <Link href="/orders">{say('orders.show-all')}</Link>
        </p>
      </EmptyNote>
    );
  return (
    <Page title={say('contact.title')} lead={say('contact.lead')}>
      {data === undefined && error === null ? <Skeleton lines={9} label={say('loading')} /> : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? null : <Contact order={order} reasons={data} />}
    </Page>
  );
}

function Contact({ order, reasons }: { readonly order: OrderKey; readonly reasons: Reasons }): ReactElement {
  const { path, query } = useAddress();
  const go = useGo();
  const chosen = reasons.offered.find(({ id }) => id === query.get('reason')) ?? null;
  return (
    <div className={styles['contact']}>
      <div className={styles['reasons']}>
        <p>
          <Link href={`/orders/${order.marketplace}/${order.id}`}>{order.id}</Link> · {reasons.buyer} ·{' '}
          {say('contact.language', { language: languageName(reasons.buyerLanguage) })}
        </p>
        {reasons.offered.length === 0 ? <p>{say('contact.none-offered')}</p> : null}
        <Choices
          label={say('contact.reason')}
          name="reason"
          options={reasons.offered.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={chosen?.id ?? null}
          onChoose={(id) => go(path + withQuery(query, { reason: id }), { replace: true })}
        />
        <NotOffered reasons={reasons.notOffered} />
      </div>
      {chosen === null ? null : <ContactForm key={chosen.id} order={order} reason={chosen} />}
    </div>
  );
}

/** A language in the reader's own: „Niederländisch“. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function NotOffered({ reasons }: { readonly reasons: readonly Reason[] }): ReactElement | null {
  if (reasons.length === 0) return null;
  return (
    <details className={styles['not-offered']}>
      <summary>{say('contact.not-offered', { count: reasons.length })}</summary>
      <dl>
        {reasons.map(({ id, name, obstacles }) => (
          <div key={id}>
            <dt>{name}</dt>
            {obstacles.map(({ code, sentence }) => (
              <dd key={code}>{sentence}</dd>
            ))}
          </div>
        ))}
      </dl>
    </details>
  );
}
