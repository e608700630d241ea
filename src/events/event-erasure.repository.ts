import { Prisma } from '../database/generated/client.js';

/** Events about somebody: of these numbers and addresses, and of these users and challenges. */
export interface EventsAbout {
  recipients: string[];
  subjects: string[];
}

/**
 * Replaces the recipients of events by pseudonyms. Reads the whole table, so it is for erasing a user alone.
 * @returns how many events there were
 */
export async function pseudonymiseEvents(
  transaction: Prisma.TransactionClient,
  { recipients, subjects }: EventsAbout,
  pseudonymOf: (recipient: string) => string,
): Promise<number> {
  const about = Prisma.sql`(e.recipient = ANY(${recipients}) OR e.subject = ANY(${subjects}))`;
  const found = await transaction.$queryRaw<{ recipient: string }[]>`
    SELECT DISTINCT e.recipient FROM events e WHERE e.recipient IS NOT NULL AND ${about}`;
  const renamed = found.map(({ recipient }) => ({ recipient, pseudonym: pseudonymOf(recipient) }));
  return transaction.$executeRaw`
    UPDATE events e SET recipient = r.pseudonym
    FROM jsonb_to_recordset(${JSON.stringify(renamed)}::jsonb) AS r (recipient text, pseudonym text)
    WHERE e.recipient = r.recipient AND ${about}`;
}
