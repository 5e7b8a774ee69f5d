import type { ReactElement } from 'react';
import { useState } from 'react';

import type { MissedWait } from '#web/data/response-times.ts';
import { useDispute } from '#web/data/response-times.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { Field, Form } from '#web/ui/field.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { Link } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { Table } from '#web/ui/table.tsx';
import { useToast } from '#web/ui/toast.tsx';

const HOUR_MS = 3_600_000;

/** The waits that weren't answered in time, each with its conversation and a way to dispute it. */
export function MissedWaits({ waits }: { readonly waits: readonly MissedWait[] }): ReactElement | null {
  const [disputed, setDisputed] = useState<MissedWait | null>(null);
  if (waits.length === 0) return null;
  return (
    <section aria-labelledby="missed">
      <h2 id="missed">{say('response.missed')}</h2>
      <Table
        label={say('response.missed')}
        columns={[
          { label: say('response.asked') },
          { label: say('response.order') },
          { label: say('response.took'), isNumber: true },
          { label: say('response.outcome') },
          { label: '' },
        ]}
        rows={waits.map((wait) => ({
          key: wait.messageId,
          cells: [
            <Moment key="at" at={wait.startedAt} look="day" />,
            <Link key="to" href={`/inbox/${wait.conversationId}`}>
              {wait.orderId ?? say('section.messages')}
            </Link>,
            say('response.hours', { hours: Math.round(wait.elapsedMs / HOUR_MS) }),
            say(`response.was.${wait.outcome}`),
            <Dispute key="do" wait={wait} onDispute={() => setDisputed(wait)} />,
          ],
        }))}
      />
      {disputed === null ? null : <DisputeForm wait={disputed} onClose={() => setDisputed(null)} />}
    </section>
  );
}

function Dispute({
  wait: { dispute, outcome },
  onDispute,
}: {
  readonly wait: MissedWait;
  readonly onDispute: () => void;
}): ReactElement | null {
  if (dispute !== null) return <>{say('response.disputed', { outcome: dispute.outcome ?? 'open' })}</>;
  return outcome === 'late' ? (
    <Button look="quiet" onClick={onDispute}>
      {say('response.dispute')}
    </Button>
  ) : null;
}

function DisputeForm({
  wait: { messageId },
  onClose,
}: {
  readonly wait: MissedWait;
  readonly onClose: () => void;
}): ReactElement {
  const { ownerId } = useReader();
  const toast = useToast();
  const dispute = useDispute(ownerId ?? '');
  const [reason, setReason] = useState('');
  return (
    <Dialog title={say('response.dispute')} onClose={onClose}>
      <Form
        save={say('response.send-dispute')}
        problem={dispute.error}
        isBusy={dispute.isPending}
        disabled={reason.trim() === ''}
        onSave={() =>
          dispute.mutate(
            { messageId, reason: reason.trim() },
            {
              onSuccess: () => {
                toast({ text: say('response.dispute-sent') });
                onClose();
              },
            },
          )
        }
        onCancel={onClose}
      >
        <Field label={say('response.why')} hint={say('response.why-hint')}>
          <textarea
            data-first
            rows={4}
            required
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Field>
      </Form>
    </Dialog>
  );
}
