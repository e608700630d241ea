/**
 * - `passed`: a human was there, and the token is spent.
 * - `failed`: the token is not good: made up, too old, already spent, or of another site.
 * - `unavailable`: nobody can tell, because the provider does not answer or does not take our keys.
 */
export type HumanVerdict = 'passed' | 'failed' | 'unavailable';

/** A provider of human checks: says of the token that its widget gave to a client whether a human was there. */
export interface HumanVerifier {
  /**
   * Asks once; it does not throw or retry, since a token is good for one question. Why it is unavailable goes to the log.
   *
   * @param client.address the client's, IPv4 or IPv6; it is sent to the provider
   * @param signal the deadline
   */
  verify(token: string, client: { address: string }, signal: AbortSignal): Promise<HumanVerdict>;
}
