/** What a client keeps of a session. In a session of cookies, the tokens are in cookies alone. */
export interface Session {
  /** Unix time in milliseconds, by the clock of this device. */
  expiresAt: number;
  accessToken?: string;
  refreshToken?: string;
}

/** Where the session is kept. Clients of one user that share a session, such as the tabs of a browser, share it too. */
export interface SessionStorage {
  get(): Session | undefined | Promise<Session | undefined>;
  /** `undefined` removes it. */
  set(session: Session | undefined): unknown;
}

/** A token is renewed when less than this is left, since requests take time. */
const MARGIN_MS = 10_000;

export function isExpired({ expiresAt }: Session, now: number): boolean {
  return expiresAt - MARGIN_MS <= now;
}

export function isSame(one: Session | undefined, other: Session | undefined): boolean {
  return one?.expiresAt === other?.expiresAt && one?.accessToken === other?.accessToken;
}

/** Reads the answer to a right code or a refresh; one that goes into cookies has no tokens. */
export function toSession(
  answer: { expires_in: number; access_token?: string; refresh_token?: string },
  now: number,
): Session {
  const { expires_in: seconds, access_token: accessToken, refresh_token: refreshToken } = answer;
  return { expiresAt: now + seconds * 1000, ...(accessToken && { accessToken, refreshToken }) };
}
