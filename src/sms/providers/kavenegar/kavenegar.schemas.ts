import { z } from 'zod';

const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const messageId = z.union([z.string().regex(/^[1-9]\d*$/), z.int().positive().transform(String)]);

/**
 * The envelope of every reply. `entries` stays untyped: on errors it has been seen as null, as a string and as the date
 * object of `utils/getdate`.
 */
export const replySchema = z.object({
  return: z.object({ status: wholeNumber }),
  entries: z.unknown().optional(),
});

export type KavenegarReply = z.infer<typeof replySchema>;

/** One sent message. `cost` is in rial. */
export const sentEntrySchema = z.object({
  messageid: messageId,
  receptor: z.string().optional().catch(undefined),
  cost: wholeNumber.optional().catch(undefined),
});

export type SentEntry = z.infer<typeof sentEntrySchema>;

/** The sent messages: `verify/lookup` answers an array of one in current documents, a bare object in older ones. */
export const sentEntriesSchema = z.preprocess(
  (entries) => (Array.isArray(entries) ? entries : [entries]),
  z.tuple([sentEntrySchema], z.unknown()),
);

/** The messages of a `sms/sendarray`; undefined where an entry names no message. */
export const bulkEntriesSchema = z.array(sentEntrySchema.optional().catch(undefined));

/** What all methods of the status family answer, `sms/cancel` too, and what a callback carries. */
export const statusEntrySchema = z.object({ messageid: messageId, status: wholeNumber });

export type StatusEntry = z.infer<typeof statusEntrySchema>;

const entriesSchema = z.array(z.unknown());

/** `sms/statuslocalmessageid`, which names no message where it does not know the local id (status 100). */
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

/** `account/config`: all values have been seen as strings, `mincreditalarm` as a number too. */
export const accountConfigSchema = z
  .record(z.string(), z.unknown())
  .transform((config) =>
    Object.fromEntries(
      Object.entries(config).flatMap(([name, value]) =>
        typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
      ),
    ),
  );

/** Reads a body; undefined where it is not Kavenegar's envelope. */
export function parseReply(body: string): KavenegarReply | undefined {
  return replySchema.safeParse(parseJson(body)).data;
}

/** Reads JSON with its message ids as text: they are 64 bits wide, and JSON.parse rounds beyond 53. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/("messageid"\s*:\s*)(\d+)/g, '$1"$2"'));
  } catch {
    return undefined;
  }
}

/** The entries that are statuses; the rest is left out. */
export function readStatusEntries(entries: unknown): StatusEntry[] | undefined {
  return entriesSchema.safeParse(entries).data?.flatMap((entry) => statusEntrySchema.safeParse(entry).data ?? []);
}
