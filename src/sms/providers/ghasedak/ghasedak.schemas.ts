import { z } from 'zod';
import { messageId, parseJson, wholeNumber } from '../reply-schemas.js';

const amount = z.number().nonnegative();

/** The envelope of every reply. `data` depends on the method. */
const replySchema = z.object({ isSuccess: z.boolean(), statusCode: wholeNumber, data: z.unknown().optional() });

const sentSchema = z.object({ messageId, cost: amount.optional().catch(undefined) });

/** `SendSingleSMS`. */
export const singleDataSchema = sentSchema;

/** `SendOtpSMS`, for one receptor. */
export const otpDataSchema = z
  .object({ items: z.tuple([sentSchema], z.unknown()) })
  .transform(({ items: [sent] }) => sent);

/** `CheckSmsStatus`. */
export const statusDataSchema = z.array(
  z.object({ messageId, clientReferenceId: z.string().nullish(), status: wholeNumber.nullish() }),
);

/** `GetAccountInformation`. The credit is in rial. */
export const accountDataSchema = z.object({
  credit: z.number(),
  expireDate: z.coerce.date().optional().catch(undefined),
  plan: z.string().optional().catch(undefined),
});

/** `GetOtpTemplateParameters`: the names of the parameters of a template. */
export const templateDataSchema = z.object({ params: z.array(z.string()) }).transform(({ params }) => params);

/** Undefined if the body is not Ghasedak's envelope. */
export function parseReply(body: string): z.infer<typeof replySchema> | undefined {
  return replySchema.safeParse(withoutCapitals(parseJson(body))).data;
}

/** Older samples in the documents write the fields as `IsSuccess` and `Data`, newer ones as `isSuccess` and `data`. */
function withoutCapitals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutCapitals);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      withoutCapitals(field),
    ]),
  );
}
