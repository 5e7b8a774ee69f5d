import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Suppression } from '#web/data/suppressions.ts';
import { useAddSuppression, useRemoveSuppression, useSuppressions } from '#web/data/suppressions.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Field, Form } from '#web/ui/field.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { EmptyNote, ProblemNote, problemText } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import { Table } from '#web/ui/table.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { ImportSuppressions } from './import-suppressions.tsx';

/** The buyers who are never asked for a review: by hand, from a table, and those who wished it (OPT 7). */
export function SuppressionPage(): ReactElement {
  const { ownerId } = useReader();
  const list = useSuppressions(ownerId ?? '');
  const { data, error, refetch } = list;
  return (
    <Page title={say('suppression.title')} lead={say('suppression.lead')}>
      <AddBuyer />
      <ImportSuppressions />
      {data === undefined && error === null ? (
        <SkeletonRows count={4} height={45} label={say('loading')} />
      ) : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? null : <Buyers suppressions={data} />}
      {list.hasNextPage ? (
        <p>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {say('more')}
          </Button>
        </p>
      ) : null}
    </Page>
  );
}

function AddBuyer(): ReactElement {
  const { ownerId } = useReader();
  const toast = useToast();
  const add = useAddSuppression(ownerId ?? '');
  const [buyer, setBuyer] = useState('');
  const save = (): void =>
    add.mutate(buyer.trim(), {
      onSuccess: ({ result }) => {
        toast({ text: say('suppression.done', { result }) });
        setBuyer('');
      },
    });
  return (
    <Form
      label={say('suppression.add')}
      save={say('suppression.add')}
      problem={add.error}
      isBusy={add.isPending}
      onSave={save}
    >
      <Field label={say('suppression.buyer')} hint={say('suppression.buyer-hint')}>
        <input
          required
          autoComplete="off"
          spellCheck={false}
          maxLength={320}
          value={buyer}
          onChange={(event) => setBuyer(event.currentTarget.value)}
        />
      </Field>
    </Form>
  );
}

function Buyers({ suppressions }: { readonly suppressions: readonly Suppression[] }): ReactElement {
  if (suppressions.length === 0)
    return (
      <EmptyNote icon="person" title={say('suppression.none')}>
        <p>{say('suppression.none-hint')}</p>
      </EmptyNote>
    );
  return (
    <Table
      label={say('suppression.title')}
      columns={[
        { label: say('suppression.name') },
        { label: say('suppression.address') },
        { label: say('suppression.source') },
        { label: say('suppression.since') },
        { label: '' },
      ]}
      rows={suppressions.map(({ marketplace, buyer, address, source, addedAt }, index) => ({
        key: address ?? `${marketplace} ${index}`,
        cells: [
          `${buyer.name} · ${marketplace}`,
          address ?? '-',
          say(`suppression.source.${source}`),
          <Moment key="at" at={addedAt} look="day" />,
          <Remove key="do" address={address} source={source} name={buyer.name} />,
        ],
      }))}
    />
  );
}

/** What a buyer's own wish put there stays. */
function Remove({
  address,
  source,
  name,
}: Pick<Suppression, 'address' | 'source'> & { readonly name: string }): ReactElement | null {
  const { ownerId } = useReader();
  const toast = useToast();
  const remove = useRemoveSuppression(ownerId ?? '');
  if (address === null || (source !== 'hand' && source !== 'import')) return null;
  return (
    <Button
      look="quiet"
      busy={remove.isPending}
      aria-label={say('suppression.remove-buyer', { name })}
      onClick={() =>
        remove.mutate(address, {
          onSuccess: () => toast({ text: say('suppression.removed') }),
          onError: (error) => toast({ text: problemText(error) }),
        })
      }
    >
      {say('suppression.remove')}
    </Button>
  );
}
