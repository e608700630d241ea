import { randomInt } from 'node:crypto';
import { toAsciiDigits } from '../../common/digits.js';

/** A code of `length` digits from the system's cryptographic generator; every value is equally likely. */
export function generateCode(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}

/** An entered code in ASCII digits: keyboards write their own. */
export function normalizeCode(entered: string): string {
  return toAsciiDigits(entered).trim();
}
