import type { ReactElement } from 'react';

import { usePermissionHistory, usePermissions } from '#web/data/permissions.ts';
import { say } from '#web/data/say.ts';
import { Moment } from '#web/ui/moment.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import { useReader } from '#web/ui/settings.tsx';

import { PermissionTable } from './permission-table.tsx';
import styles from './permissions-page.module.css';

/** Messaging permissions: from which addresses mail to buyers is taken (PERM 3). */
export function PermissionsPage(): ReactElement {
  const { ownerId } = useReader();
  const seller = ownerId ?? '';
  const { data, error, refetch } = usePermissions(seller);
  return (
    <Page title={say('permissions.title')} lead={say('permissions.lead')}>
      {data === undefined && error === null ? (
        <SkeletonRows count={4} height={45} label={say('loading')} />
      ) : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? null : <PermissionTable seller={seller} permissions={data} />}
      {data === undefined ? null : <History seller={seller} />}
    </Page>
  );
}

function History({ seller }: { readonly seller: string }): ReactElement | null {
  const { data } = usePermissionHistory(seller);
  if (data === undefined || data.length === 0) return null;
  return (
    <details className={styles['history']}>
      <summary>{say('permissions.history')}</summary>
      <ul>
        {data.map(({ id, at, actor, subject, from, to }) => (
          <li key={id}>
            <Moment at={at} look="day" />
            <span>
              {say('permissions.changed', {
                who: actor.label,
                address: subject,
                from: from ?? 'none',
                to: to ?? 'none',
              })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
