import { isCurrency, minorDigits } from '#market/order-fields.ts';

/** Minor units as a decimal: 1990 of EUR is `19.90`. */
export function decimalOf(minor: number, currency: string): string {
  const places = isCurrency(currency) ? minorDigits(currency) : 2;
  const text = String(Math.abs(minor)).padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const sign = minor < 0 ? '-' : '';
  return places === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - places)}`;
}
