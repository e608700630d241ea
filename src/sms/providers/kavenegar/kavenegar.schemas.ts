import { z } from 'zod';

const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

/**
 * The envelope of every reply. `entries` stays untyped: on errors it has been seen as null, as a string and as the date
 * object of `utils/getdate`.
 */
export const replySchema = z.object({
  return: z.object({ status: wholeNumber }),
  entries: z.unknown(),
});

export type KavenegarReply = z.infer<typeof replySchema>;

/** One sent message. `cost` is in rial. */
export const sentEntrySchema = z.object({
  messageid: z.union([z.string().regex(/^[1-9]\d*$/), z.int().positive().transform(String)]),
  cost: wholeNumber.optional().catch(undefined),
});

/** The sent messages: `verify/lookup` answers an array of one in current documents, a bare object in older ones. */
export const sentEntriesSchema = z.preprocess(
  (entries) => (Array.isArray(entries) ? entries : [entries]),
  z.tuple([sentEntrySchema], z.unknown()),
);

/** Reads a body; undefined where it is not Kavenegar's envelope. */
export function parseReply(body: string): KavenegarReply | undefined {
  try {
    // Message ids are 64 bits wide, and JSON.parse rounds beyond 53.
    return replySchema.safeParse(JSON.parse(body.replace(/("messageid"\s*:\s*)(\d+)/g, '$1"$2"'))).data;
  } catch {
    return undefined;
  }
}
