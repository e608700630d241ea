/** Replaces Persian (U+06F0) and Arabic-Indic (U+0660) digits with ASCII digits. */
export function toAsciiDigits(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.codePointAt(0)! & 0xf));
}
