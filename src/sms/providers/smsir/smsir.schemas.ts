import { z } from 'zod';
import { messageId, parseJson, wholeNumber } from '../reply-schemas.js';

const amount = z.number().nonnegative();

/** The envelope of every reply. `data` depends on the method. */
const replySchema = z
  .object({ status: wholeNumber, message: z.unknown().optional(), data: z.unknown().optional() })
  .refine(({ message, data }) => message !== undefined || data !== undefined);

/** ASP.NET's own answer (RFC 7807) to a request of the wrong form, which does not reach SMS.ir's code. */
const problemSchema = z.object({ title: z.string(), status: z.int() });

/** `send/verify`. The unit of `cost` is not documented. */
export const verifyDataSchema = z.object({ messageId, cost: amount.optional().catch(undefined) });

/** `send/bulk`. The id is 0 for a number on the blacklist, and null for an invalid number or text. */
export const bulkDataSchema = z.object({
  messageIds: z.tuple([z.union([messageId, z.literal(0), z.null()])], z.unknown()),
  cost: amount.optional().catch(undefined),
});

/** `GET send/{messageId}`. */
export const reportDataSchema = z.object({ deliveryState: wholeNumber.nullish() });

/** `GET credit`. */
export const creditDataSchema = z.number();

/** `GET line`. */
export const linesDataSchema = z.array(z.union([z.number(), z.string()]).transform(String));

/** Undefined if the body is not SMS.ir's envelope. */
export function parseReply(body: string): z.infer<typeof replySchema> | undefined {
  return replySchema.safeParse(parseJson(body)).data;
}

export function isProblem(body: string): boolean {
  return problemSchema.safeParse(parseJson(body)).success;
}
