/** Persian (U+06F0) and Arabic-Indic (U+0660) digits as ASCII ones; everything else as it is. */
export function toAsciiDigits(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.codePointAt(0)! & 0xf));
}
