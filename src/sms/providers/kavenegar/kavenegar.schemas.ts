import { z } from 'zod';
import { messageId, parseJson, wholeNumber } from '../reply-schemas.js';

/** The field with ids of 64 bits. */
export const ID_FIELD = 'messageid';

/** The envelope of every reply. On errors `entries` has been seen as null, a string and the object of `utils/getdate`. */
const replySchema = z.object({
  return: z.object({ status: wholeNumber }),
  entries: z.unknown().optional(),
});

/** One sent message. `cost` is in rial. */
const sentEntrySchema = z.object({
  messageid: messageId,
  receptor: z.string().optional().catch(undefined),
  cost: wholeNumber.optional().catch(undefined),
});

export type SentEntry = z.infer<typeof sentEntrySchema>;

/** `verify/lookup` returns an array of one in current documents, and an object in older ones. */
export const sentEntriesSchema = z.preprocess(
  (entries) => (Array.isArray(entries) ? entries : [entries]),
  z.tuple([sentEntrySchema], z.unknown()),
);

/** `sms/sendarray`. An entry without an id is undefined. */
export const bulkEntriesSchema = z.array(sentEntrySchema.optional().catch(undefined));

/** The methods of the status family, `sms/cancel`, and the callback. */
const statusEntrySchema = z.object({ messageid: messageId, status: wholeNumber });

export type StatusEntry = z.infer<typeof statusEntrySchema>;

const entriesSchema = z.array(z.unknown());

/** `sms/statuslocalmessageid`. There is no message id if the local id is unknown (status 100). */
export const localStatusEntriesSchema = z.tuple([
  z.object({ messageid: messageId.optional().catch(undefined), status: wholeNumber }),
]);

/** `account/info`. Credit in rial, date in Unix seconds. */
export const accountInfoSchema = z.object({
  remaincredit: z.union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ]),
  expiredate: wholeNumber.optional().catch(undefined),
  type: z.string().optional().catch(undefined),
});

/** `account/config`. The values are strings; `mincreditalarm` has been seen as a number too. */
export const accountConfigSchema = z
  .record(z.string(), z.unknown())
  .transform((config) =>
    Object.fromEntries(
      Object.entries(config).flatMap(([name, value]) =>
        typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
      ),
    ),
  );

/**
 * `verify/templatelist`, one page. Not in the documents of 2025; clients have seen its fields with and without capitals
 * (`approvalStatus`, `approvalstatus`), and the text as `smsMessage` or `textMessage`.
 */
export const templatesSchema = z.array(
  z.record(z.string(), z.unknown()).transform((entry) => {
    const fields = new Map(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value]));
    const textOf = (...names: string[]) =>
      names.map((name) => fields.get(name)).find((value) => typeof value === 'string');
    return {
      name: textOf('name'),
      approval: textOf('approvalstatus'),
      text: textOf('smsmessage', 'textmessage'),
    };
  }),
);

export type KavenegarTemplate = z.infer<typeof templatesSchema>[number];

/** Undefined if the body is not Kavenegar's envelope. */
export function parseReply(body: string): z.infer<typeof replySchema> | undefined {
  return replySchema.safeParse(parseJson(body, ID_FIELD)).data;
}

/** The entries that are statuses. Undefined if `entries` is not a list. */
export function readStatusEntries(entries: unknown): StatusEntry[] | undefined {
  return entriesSchema.safeParse(entries).data?.flatMap((entry) => statusEntrySchema.safeParse(entry).data ?? []);
}
