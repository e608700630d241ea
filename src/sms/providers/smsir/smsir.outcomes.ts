import type { SendOutcome } from '../provider.contract.js';
import { acceptedWithoutId } from '../send-failures.js';
import type { StatusContext } from '../status-rules.js';
import { bulkDataSchema, verifyDataSchema } from './smsir.schemas.js';
import { classify } from './smsir.status-codes.js';

/** The status of success. */
const OK = 1;
/** The status of a number on the blacklist. */
const BLACKLISTED = 115;

/** The outcome of `send/verify`. */
export function readVerify(data: unknown): SendOutcome {
  const sent = verifyDataSchema.safeParse(data).data;
  return sent ? accepted(sent.messageId, sent.cost) : acceptedWithoutId('SMS.ir', OK);
}

/** The outcome of `send/bulk`. The id is 0 for a number on the blacklist, and null for an invalid number or text. */
export function readBulk(data: unknown, context: StatusContext): SendOutcome {
  const sent = bulkDataSchema.safeParse(data).data;
  if (!sent) return acceptedWithoutId('SMS.ir', OK);
  const [id] = sent.messageIds;
  if (id === 0) return classify(BLACKLISTED, context);
  if (id === null) {
    return { outcome: 'rejected', rawCode: OK, meaning: 'SMS.ir does not accept the recipient number or the text.' };
  }
  return accepted(id, sent.cost);
}

function accepted(providerMessageId: string, cost: number | undefined): SendOutcome {
  return { outcome: 'accepted', providerMessageId, rawCode: OK, ...(cost !== undefined && { cost }) };
}
