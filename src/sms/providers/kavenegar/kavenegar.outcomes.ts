import type { SendOutcome } from '../provider.contract.js';
import { acceptedWithoutId } from '../send-failures.js';
import type { SentEntry } from './kavenegar.schemas.js';

/** The outcome of a message that Kavenegar accepted. `entry` is undefined if the reply does not contain it. */
export function acceptedAs(entry: SentEntry | undefined): SendOutcome {
  if (!entry) return acceptedWithoutId('Kavenegar', 200);
  const { messageid, cost } = entry;
  return {
    outcome: 'accepted',
    providerMessageId: messageid,
    rawCode: 200,
    ...(cost !== undefined && { cost, currency: 'IRR' }),
  };
}
