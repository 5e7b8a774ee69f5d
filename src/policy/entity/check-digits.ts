/** GS1's check digit (GTIN-8/12/13/14, SSCC): weights 3 and 1 from the right. */
export function hasGs1CheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit * 3;
  }
  return sum % 10 === 0;
}

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** The check digit of UPU standard S10: two letters, nine digits, two letters. */
export function hasS10CheckDigit(code: string): boolean {
  const digits = code.slice(2, 11);
  const sum = S10_WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  const rest = 11 - (sum % 11);
  return (rest === 10 ? 0 : rest === 11 ? 5 : rest) === Number(digits[8]);
}

/** UPS: `1Z`, fifteen letters or digits, a check digit over them. */
export function hasUpsCheckDigit(code: string): boolean {
  let sum = 0;
  for (let i = 2; i < 17; i += 1) {
    const unit = code.charCodeAt(i);
    const value = unit < 65 ? unit - 48 : (unit - 63) % 10;
    sum += i % 2 === 0 ? value : value * 2;
  }
  return (10 - (sum % 10)) % 10 === Number(code[17]);
}

/** ISO 13616: the number with its head moved to its tail is 1 modulo 97. */
export function hasIbanCheck(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (let i = 0; i < moved.length; i += 1) {
    const unit = moved.charCodeAt(i);
    const value = unit < 65 ? unit - 48 : unit - 55;
    rest = (value < 10 ? rest * 10 + value : rest * 100 + value) % 97;
  }
  return rest === 1;
}
