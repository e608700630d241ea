import { AppError } from '../../common/app-error.js';

/** How long after entering a code a user may change what protects the account. */
const RECENT_MS = 10 * 60_000;

/**
 * Requires that the user has proved themselves recently, so that a stolen access token alone changes nothing.
 * @param session its `authTime`: when the user last entered a code in it
 * @param now Unix time in milliseconds
 * @param graceMs added for a step that has to follow one that was allowed
 * @throws AppError reauthentication_required
 */
export function assertRecentlyAuthenticated(session: { authTime: Date }, now: number, graceMs = 0): void {
  if (!isRecentlyAuthenticated(session, now, graceMs)) throw new AppError('reauthentication_required');
}

export function isRecentlyAuthenticated({ authTime }: { authTime: Date }, now: number, graceMs = 0): boolean {
  return authTime.getTime() > now - RECENT_MS - graceMs;
}
