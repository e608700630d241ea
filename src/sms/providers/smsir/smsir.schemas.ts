import { z } from 'zod';

const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const amount = z.number().nonnegative();
/** 32 bits in SMS.ir's own client; kept as text. */
const messageId = z.int().positive().transform(String);

/** The envelope of every answer. `data` differs by method. */
export const replySchema = z
  .object({ status: wholeNumber, message: z.unknown().optional(), data: z.unknown().optional() })
  .refine(({ message, data }) => message !== undefined || data !== undefined);

/** What ASP.NET answers (RFC 7807) where a request's form is wrong, before SMS.ir itself looks at it. */
export const problemSchema = z.object({ title: z.string(), status: z.int() });

/** `send/verify`. The unit of `cost` is not documented. */
export const verifyDataSchema = z.object({ messageId, cost: amount.optional().catch(undefined) });

/** `send/bulk`: 0 in place of an id for a number on the blacklist, null for a number or text that is not valid. */
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
