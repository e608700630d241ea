/** The call of a command was wrong: exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
