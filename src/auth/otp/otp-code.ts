import { randomInt } from 'node:crypto';
import { cleanText, removeSpacesAndDashes } from '../../common/text-cleaning.js';

/** A code of `length` digits from the system's cryptographic generator; every value is equally likely. */
export function generateCode(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}

/**
 * Reads a code as people type and paste it: in the digits of any script, with spaces, dashes and invisible characters.
 * @returns the code in ASCII digits, or undefined for text that can be no code of this length
 */
export function readCode(entered: string, length: number): string | undefined {
  const code = removeSpacesAndDashes(cleanText(entered));
  return code.length === length && /^\d+$/.test(code) ? code : undefined;
}
