/** What shows as nothing: marks of direction, zero-width characters, soft hyphens, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Latin letters, digits and signs as East Asian keyboards write them, such as `１`, `＋` and `＠`. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
/** The distance from a full-width form to its ASCII character. */
const FULL_WIDTH_OFFSET = 0xff01 - 0x21;
/** Spaces and dashes of every script, the minus sign, and the long vowel mark, which Japanese keyboards have as their dash. */
const SPACES_AND_DASHES = /[\t\p{Zs}\p{Pd}\u2212\u30fc]/gu;

/**
 * Cleans what people type and paste before it is read: removes invisible characters and surrounding white space, and
 * replaces full-width forms and the digits of every script with ASCII.
 */
export function cleanText(text: string): string {
  return toAsciiDigits(toHalfWidth(removeInvisible(text))).trim();
}

/** Removes the characters that were copied along and show as nothing. */
export function removeInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Replaces full-width forms with their ASCII characters. */
export function toHalfWidth(text: string): string {
  return text.replace(FULL_WIDTH, (form) => String.fromCharCode(form.charCodeAt(0) - FULL_WIDTH_OFFSET));
}

/** Replaces the decimal digits of every script with ASCII digits. */
export function toAsciiDigits(text: string): string {
  return text.replace(/(?!\d)\p{Nd}/gu, (digit) => String(valueOf(digit.codePointAt(0)!)));
}

/** For numbers and codes, which people write in groups. */
export function removeSpacesAndDashes(text: string): string {
  return text.replace(SPACES_AND_DASHES, '');
}

/** Unicode has decimal digits in unbroken runs from 0 to 9, so the distance to the start of the runs is the value. */
function valueOf(digit: number): number {
  let start = digit;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (digit - start) % 10;
}
