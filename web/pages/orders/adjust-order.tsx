import type { ReactElement } from 'react';
import { useState } from 'react';

import type { AdjustmentReason } from '#market/adjustment.ts';
import type { AdjustmentWish, Order } from '#web/data/orders.ts';
import { useAdjustOrder } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { Choices, Field, Form } from '#web/ui/field.tsx';
import { useFormats } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { ADJUSTMENT_REASONS } from './adjustment-reasons.ts';
import { LineInputs } from './line-inputs.tsx';
import { amountText, openMinor, openPieces, readAmount } from './line-rest.ts';

type Action = AdjustmentWish['action'];
type Typed = Readonly<Record<string, string>>;

/** What is asked for of each line; null where a sum is none. */
function adjustedItems(
  { lines }: Order,
  action: Action,
  reason: AdjustmentReason,
  typed: Typed,
): AdjustmentWish['items'] | null {
  const items: AdjustmentWish['items'][number][] = [];
  for (const { item } of lines) {
    const text = (typed[item] ?? '').trim();
    if (text === '') continue;
    const amount = action === 'refund' ? readAmount(text) : null;
    const pieces = action === 'cancel' ? Number(text) : null;
    if (action === 'refund' && amount === null) return null;
    if (Number(amount ?? pieces) > 0) items.push({ item, reason, amount, quantityCancelled: pieces });
  }
  return items;
}

/** An order of which nothing was shipped or cancelled, and all of it is to be: it fails as a whole (ORDER 1). */
function isWhole({ lines }: Order, { action, items }: Pick<AdjustmentWish, 'action' | 'items'>): boolean {
  return (
    action === 'cancel' &&
    lines.every(
      ({ item, quantity, shipped, cancelled }) =>
        shipped === 0 &&
        cancelled === 0 &&
        items.some((one) => one.item === item && one.quantityCancelled === quantity),
    )
  );
}

/** Gives money back or cancels pieces, line by line, with the reason that the buyer is told (FEED 3). */
export function AdjustOrder({
  order,
  onClose,
  reason: firstReason = '',
}: {
  readonly order: Order;
  readonly onClose: () => void;
  /** Chosen already, where it is plain: of a return. */
  readonly reason?: AdjustmentReason | '';
}): ReactElement {
  const toast = useToast();
  const adjust = useAdjustOrder(order);
  const canCancel = order.lines.some((line) => openPieces(line) > 0);
  const [action, setAction] = useState<Action>('refund');
  const [reason, setReason] = useState<AdjustmentReason | ''>(firstReason);
  const [typed, setTyped] = useState<Typed>({});
  const items = reason === '' ? [] : adjustedItems(order, action, reason, typed);
  const choose = (next: Action): void => {
    setAction(next);
    setTyped(firstTyped(order, next));
  };
  const save = (): void => {
    if (items === null || reason === '') return;
    const wish = isWhole(order, { action, items })
      ? { action, reason, items: [] }
      : { action, reason: null, items };
    adjust.mutate(wish, {
      onSuccess: ({ result }) => {
        toast({ text: say('adjust.done', { result }) });
        onClose();
      },
    });
  };
  return (
    <Dialog title={say('orders.adjust')} onClose={onClose}>
      <Form
        save={say('adjust.save', { action })}
        look={action === 'cancel' ? 'danger' : 'main'}
        problem={adjust.error}
        isBusy={adjust.isPending}
        disabled={items === null || items.length === 0}
        onSave={save}
        onCancel={onClose}
      >
        {canCancel ? <ActionField action={action} onChoose={choose} /> : null}
        <ReasonField reason={reason} onChoose={setReason} />
        <AdjustedLines order={order} action={action} typed={typed} onType={setTyped} />
      </Form>
    </Dialog>
  );
}

/** Sums are typed; of what is cancelled, all that is left is the first offer. */
function firstTyped({ lines }: Order, action: Action): Typed {
  return action === 'refund'
    ? {}
    : Object.fromEntries(lines.map((line) => [line.item, String(openPieces(line))]));
}

function ActionField({
  action,
  onChoose,
}: {
  readonly action: Action;
  readonly onChoose: (action: Action) => void;
}): ReactElement {
  return (
    <Choices
      label={say('adjust.action')}
      name="action"
      options={[
        { value: 'refund', label: say('adjust.refund') },
        { value: 'cancel', label: say('adjust.cancel') },
      ]}
      chosen={action}
      onChoose={onChoose}
    />
  );
}

function ReasonField({
  reason,
  onChoose,
}: {
  readonly reason: AdjustmentReason | '';
  readonly onChoose: (reason: AdjustmentReason | '') => void;
}): ReactElement {
  const options = ADJUSTMENT_REASONS.map((code) => ({ code, name: say(`adjustment.${code}`) }));
  return (
    <Field label={say('adjust.reason')} hint={say('adjust.reason-hint')}>
      <select
        required
        value={reason}
        onChange={({ currentTarget: { value } }) =>
          onChoose(ADJUSTMENT_REASONS.find((code) => code === value) ?? '')
        }
      >
        <option value="">{say('adjust.choose-reason')}</option>
        {options
          .toSorted((a, b) => a.name.localeCompare(b.name))
          .map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
      </select>
    </Field>
  );
}

function AdjustedLines({
  order,
  action,
  typed,
  onType,
}: {
  readonly order: Order;
  readonly action: Action;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
}): ReactElement {
  const formats = useFormats();
  if (action === 'cancel')
    return (
      <LineInputs
        label={say('adjust.pieces')}
        lines={order.lines
          .filter((line) => openPieces(line) > 0)
          .map((line) => ({ ...line, of: say('ship.of', { count: openPieces(line) }) }))}
        values={typed}
        onChange={onType}
        input={(line) => ({ type: 'number', min: 0, max: openPieces(line) })}
      />
    );
  return (
    <LineInputs
      label={say('adjust.amounts', { currency: order.lines[0]?.currency ?? '' })}
      lines={order.lines.map((line) => ({
        ...line,
        of: say('adjust.of', { amount: formats.money(openMinor(line), line.currency) }),
      }))}
      values={typed}
      onChange={onType}
      input={(line) => ({
        type: 'text',
        inputMode: 'decimal',
        pattern: '\\s*[0-9]{1,9}([.,][0-9]{1,3})?\\s*',
        placeholder: amountText(0, line.currency),
        title: say('adjust.amount-shape'),
      })}
    />
  );
}
