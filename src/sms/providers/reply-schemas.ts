import { z } from 'zod';

/** A whole number, also as digits in a string. */
export const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

/** A positive message id, as a number or as digits. Kept as a string. */
export const messageId = z.union([z.string().regex(/^[1-9]\d*$/), z.int().positive().transform(String)]);

/**
 * Parses JSON. Undefined if the text is not JSON.
 * @param idFields fields that hold 64-bit ids: they are read as strings, because JSON.parse rounds beyond 53 bits
 */
export function parseJson(text: string, ...idFields: string[]): unknown {
  const ids = new RegExp(`("(?:${idFields.join('|')})"\\s*:\\s*)(\\d+)`, 'g');
  try {
    return JSON.parse(idFields.length > 0 ? text.replace(ids, '$1"$2"') : text);
  } catch {
    return undefined;
  }
}
