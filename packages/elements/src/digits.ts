/** ASCII digits instead of Persian, Arabic-Indic and full-width ones, without the invisible marks that a copy brings along. */
export function toAsciiDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[۰-۹٠-٩]/g, (digit) => String(digit.codePointAt(0)! & 0xf))
    .replace(/\p{Cf}/gu, '');
}

/** The code in a text that may be a whole message; spaces and dashes may stand between its digits. */
export function extractCode(text: string, length: number): string {
  const runs = toAsciiDigits(text).match(/\d[\d\s\p{Pd}]*/gu) ?? [];
  const digits = runs.map((run) => run.replace(/\D/g, ''));
  return digits.find((run) => run.length === length) ?? digits.join('').slice(0, length);
}
