import { z } from 'zod';
import { parseJson, wholeNumber } from '../reply-schemas.js';

/** A price is a string with a sign (`-0.00750`), or null until it is known. */
const amount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number);

/**
 * An error: Twilio's own `{code, message, more_info, status}`, or the `{type, title, status, code, detail}` of RFC 9457
 * that newer products return. Both have `code` or `status`.
 */
export const errorSchema = z
  .object({
    code: wholeNumber.optional().catch(undefined),
    status: wholeNumber.optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    detail: z.string().optional().catch(undefined),
  })
  .refine(({ code, status }) => code !== undefined || status !== undefined);

export type TwilioError = z.infer<typeof errorSchema>;

/** A message. Dates are RFC 2822. */
export const messageSchema = z.object({
  sid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/i),
  status: z.string(),
  body: z.string().nullish().catch(undefined),
  date_created: z.string().nullish().catch(undefined),
  error_code: wholeNumber.nullish().catch(undefined),
  num_segments: wholeNumber.nullish().catch(undefined),
  price: amount.nullish().catch(undefined),
  price_unit: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullish()
    .catch(undefined),
});

export type TwilioMessage = z.infer<typeof messageSchema>;

export const messagePageSchema = z.object({
  messages: z.array(messageSchema),
  next_page_uri: z.string().nullish(),
});

export const verificationSchema = z.object({
  sid: z.string().regex(/^VE[0-9a-f]{32}$/i),
  status: z.string(),
});

export const verificationCheckSchema = z.object({ status: z.string() });

export const balanceSchema = z.object({
  balance: z.union([amount, z.number()]),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export const accountSchema = z.object({ status: z.string() });

/** Numbers of the account, filtered by one number. */
export const numbersSchema = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      capabilities: z
        .object({ sms: z.boolean().optional().catch(undefined) })
        .nullish()
        .catch(undefined),
    }),
  ),
});

export const verifyServiceSchema = z.object({ custom_code_enabled: z.boolean().optional().catch(undefined) });

/** A status callback. Twilio may add fields. */
export const statusCallbackSchema = z.object({
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/i),
  MessageStatus: z.string().min(1),
  ErrorCode: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .catch(undefined),
});

/** Undefined if the text is not a JSON object. */
export function parseObject(text: string): object | undefined {
  return z.record(z.string(), z.unknown()).safeParse(parseJson(text)).data;
}
