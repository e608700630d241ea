/** Codes of Node, PostgreSQL, Prisma and Redis for a store that is unavailable, as opposed to a wrong statement. */
const UNAVAILABLE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|57P0[1-5]|08\w{3}|53[0-3]00|P1001|P1002|P1008|P1017|P2024)$/;
const UNAVAILABLE_TEXT =
  /connection (terminated|ended|closed|refused|is closed)|terminating connection|timeout exceeded when trying to connect|query read timeout|can't reach database|stream isn't writeable|max retries per request|command timed out|server has closed the connection|client has encountered a connection error|starting up|shutting down|cannot use a pool after|^(CLUSTERDOWN|READONLY|LOADING|MASTERDOWN) |cluster isn't ready|failed to refresh slots cache|none of startup nodes|sentinels are unreachable/i;

/** Returns whether an error of pg, Prisma or ioredis means that the store is unavailable. */
export function isStoreUnavailable(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && UNAVAILABLE.test(code)) return true;
    if (UNAVAILABLE_TEXT.test(current.message)) return true;
    const nested = current instanceof AggregateError ? current.errors : [];
    if (nested.some((inner) => isStoreUnavailable(inner))) return true;
  }
  return false;
}

/** Returns whether an error is a violation of a unique index: 23505 of PostgreSQL, which Prisma wraps as P2010 for raw SQL. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && /23505|unique constraint/i.test(`${error.message} ${JSON.stringify(error)}`);
}
