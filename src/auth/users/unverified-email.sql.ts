import { Prisma } from '../../database/generated/client.js';

/**
 * Takes an address from the account that holds it unverified, because it belongs to the one who can prove it. An account
 * without a number keeps it, having no other contact.
 * @param email an expression over the rows of `from`
 */
export function releaseUnverifiedEmailSql(email: Prisma.Sql, from: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    UPDATE users u SET email = NULL
    WHERE u.email = ANY(ARRAY(SELECT ${email} FROM ${from})) AND u.email_verified_at IS NULL AND u.phone IS NOT NULL`;
}
