import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Order, OrderLine } from '#web/data/orders.ts';
import { useCarriers, useConfirmShipment } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { Field, Form } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { localDay, momentOfDay } from './local-day.ts';
import { openPieces } from './line-rest.ts';
import { LineInputs } from './line-inputs.tsx';

type Pieces = Readonly<Record<string, string>>;

/** How many pieces of which lines go: those with a number above nothing. */
function shippedItems(open: readonly OrderLine[], pieces: Pieces): { item: string; quantity: number }[] {
  return open
    .map(({ item }) => ({ item, quantity: Number(pieces[item] ?? '0') }))
    .filter(({ quantity }) => quantity > 0);
}

interface Typed {
  /** By its name or code. */
  readonly carrier: string;
  readonly tracking: string;
  readonly day: string;
  readonly pieces: Pieces;
}

/** Confirms by hand what went with which carrier (FEED 2); the buyer is told by the marketplace. */
export function ConfirmShipment({
  order,
  onClose,
}: {
  readonly order: Order;
  readonly onClose: () => void;
}): ReactElement {
  const now = useNow();
  const toast = useToast();
  const confirm = useConfirmShipment(order);
  const open = order.lines.filter((line) => openPieces(line) > 0);
  const [typed, setTyped] = useState<Typed>(() => ({
    carrier: '',
    tracking: '',
    day: localDay(now),
    pieces: Object.fromEntries(open.map((line) => [line.item, String(openPieces(line))])),
  }));
  const items = shippedItems(open, typed.pieces);
  const save = (): void => {
    const carrier = typed.carrier.trim();
    const trackingNumber = typed.tracking.trim();
    confirm.mutate(
      {
        carrier: carrier === '' ? null : carrier,
        trackingNumber: trackingNumber === '' ? null : trackingNumber,
        shippedAt: momentOfDay(typed.day, now),
        items,
      },
      {
        onSuccess: ({ result }) => {
          toast({ text: say('ship.done', { result }) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog title={say('orders.ship')} onClose={onClose}>
      <Form
        save={say('ship.save')}
        problem={confirm.error}
        isBusy={confirm.isPending}
        disabled={items.length === 0}
        onSave={save}
        onCancel={onClose}
      >
        <CarrierFields order={order} typed={typed} onType={setTyped} />
        <LineInputs
          label={say('ship.pieces')}
          lines={open.map((line) => ({ ...line, of: say('ship.of', { count: openPieces(line) }) }))}
          values={typed.pieces}
          onChange={(pieces) => setTyped({ ...typed, pieces })}
          input={(line) => ({ type: 'number', min: 0, max: openPieces(line), required: true })}
        />
      </Form>
    </Dialog>
  );
}

function CarrierFields({
  order,
  typed,
  onType,
}: {
  readonly order: Order;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
}): ReactElement {
  const now = useNow();
  const carriers = useCarriers();
  return (
    <>
      <Field label={say('ship.carrier')}>
        <input
          data-first
          list="carriers"
          maxLength={100}
          value={typed.carrier}
          onChange={(event) => onType({ ...typed, carrier: event.currentTarget.value })}
        />
      </Field>
      <datalist id="carriers">
        {(carriers.data ?? []).map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
      <Field label={say('ship.tracking')}>
        <input
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={typed.tracking}
          onChange={(event) => onType({ ...typed, tracking: event.currentTarget.value })}
        />
      </Field>
      <Field label={say('ship.day')}>
        <input
          type="date"
          required
          max={localDay(now)}
          min={localDay(new Date(order.placedAt))}
          value={typed.day}
          onChange={(event) => onType({ ...typed, day: event.currentTarget.value })}
        />
      </Field>
    </>
  );
}
