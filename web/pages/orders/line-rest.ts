import type { OrderLine } from '#web/data/orders.ts';

/** Pieces of a line that are neither shipped nor cancelled. */
export function openPieces({
  quantity,
  shipped,
  cancelled,
}: Pick<OrderLine, 'quantity' | 'shipped' | 'cancelled'>): number {
  return Math.max(0, quantity - shipped - cancelled);
}

/** What of a line's price hasn't gone back, in minor units. */
export function openMinor({
  amountMinor,
  adjustedMinor,
}: Pick<OrderLine, 'amountMinor' | 'adjustedMinor'>): number {
  return Math.max(0, amountMinor - adjustedMinor);
}

/** A sum as somebody types it, with a comma or a point; null where it is none. */
export function readAmount(typed: string): string | null {
  const amount = typed.trim().replace(',', '.');
  return /^\d{1,9}(?:\.\d{1,3})?$/u.test(amount) ? amount : null;
}

/** Minor units as a decimal to edit, with the digits of the currency. */
export function amountText(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return (minor / 10 ** digits).toFixed(digits);
}
