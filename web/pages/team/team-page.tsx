import type { ReactElement } from 'react';
import { useState } from 'react';

import { useTeam } from '#web/data/team.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';

import { InviteMember } from './invite-member.tsx';
import { TeamTable } from './team-table.tsx';

/** The seller's people: who they are, what they may, whom to invite. */
export function TeamPage(): ReactElement {
  const { data, error, refetch } = useTeam();
  const [isInviting, setIsInviting] = useState(false);
  return (
    <Page title={say('team.title')} lead={say('team.lead')}>
      <p>
        <Button onClick={() => setIsInviting(true)}>{say('team.invite')}</Button>
      </p>
      {data === undefined && error === null ? (
        <SkeletonRows count={4} height={45} label={say('loading')} />
      ) : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? null : <TeamTable members={data} />}
      {isInviting ? <InviteMember onClose={() => setIsInviting(false)} /> : null}
    </Page>
  );
}
