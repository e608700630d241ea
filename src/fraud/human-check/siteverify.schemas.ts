import { z } from 'zod';

/** What both providers answer, as far as it matters; hCaptcha leaves the codes of a success out. */
export const siteverifyReplySchema = z.object({
  success: z.boolean(),
  'error-codes': z.array(z.string().max(64)).default([]),
});

export type SiteverifyReply = z.infer<typeof siteverifyReplySchema>;
