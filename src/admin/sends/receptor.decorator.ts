import { ValidateBy } from 'class-validator';
import { MAX_INPUT_LENGTH } from '../../common/recipient.js';
import { MAX_RECEPTORS } from '../../sms/index.js';

/** Validates the field `receptor` of a send. Whether it holds phone numbers is checked later. */
export const IsReceptor = () =>
  ValidateBy({
    name: 'isReceptor',
    validator: {
      validate: (value, args) => receptorFault(value, args?.object) === undefined,
      defaultMessage: (args) => receptorFault(args?.value, args?.object) ?? '',
    },
  });

/** The fault of a receptor in a sentence. Undefined if there is none. @param send the send that the receptor is of */
export function receptorFault(receptor: unknown, send: { type?: unknown } | undefined): string | undefined {
  const list: unknown[] = Array.isArray(receptor) ? receptor : [receptor];
  if (send?.type === 'verify' && list.length > 1) return 'receptor must be one number when type is verify';
  if (list.length === 0) return 'receptor must have at least one number';
  if (list.length > MAX_RECEPTORS) return `receptor must have at most ${MAX_RECEPTORS} numbers`;
  if (!list.every((item) => typeof item === 'string' && item !== '')) {
    return 'receptor must be a number such as "+989123456789", or a list of such strings';
  }
  if (list.some((item) => (item as string).length > MAX_INPUT_LENGTH.phone)) {
    return `receptor must have at most ${MAX_INPUT_LENGTH.phone} characters for each number`;
  }
  return undefined;
}
