import type { Problem } from '../http/problem.js';
import type { Result } from '../http/result.js';
import type { Lock } from './lock.js';
import { isExpired, isSame, type Session, type SessionStorage, toSession } from './session.js';

type Tokens = Parameters<typeof toSession>[0];

/** The session to send a request with, or why there is none any more. */
export type Renewal = { session: Session | undefined; problem?: undefined } | { session?: undefined; problem: Problem };

export interface SessionKeeperOptions {
  storage: SessionStorage;
  lock: Lock;
  lockName: string;
  isCookie: boolean;
  /** Sends the refresh token, or without one the cookies. */
  refresh: (refreshToken: string | undefined) => Promise<Result<Tokens>>;
  /** Called when Ramz has refused a refresh. */
  onEnd?: (problem: Problem) => void;
}

/** Keeps one session that several requests and tabs use. Each refresh token is sent by one of them. */
export class SessionKeeper {
  private renewing?: Promise<Renewal>;

  constructor(private readonly options: SessionKeeperOptions) {}

  /** A session that has not expired. Undefined if nobody is signed in, or if only the cookies know. */
  async current(): Promise<Renewal> {
    const session = await this.options.storage.get();
    return session && isExpired(session, Date.now()) ? this.renew(session) : { session };
  }

  /** Replaces a session that was refused, unless another request or tab has done so. */
  renew(refused: Session | undefined): Promise<Renewal> {
    this.renewing ??= this.locked(() => this.renewLocked(refused)).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  save(tokens: Tokens): Promise<void> {
    return this.locked(async () => {
      await this.options.storage.set(toSession(tokens, Date.now()));
    });
  }

  /** Removes the session. `work` has it to itself. */
  end<T>(work: (session: Session | undefined) => Promise<T>): Promise<T> {
    return this.locked(async () => {
      const { storage } = this.options;
      const session = await storage.get();
      const { session: usable } =
        session && isExpired(session, Date.now()) ? await this.renewLocked(session) : { session };
      try {
        return await work(usable);
      } finally {
        await storage.set(undefined);
      }
    });
  }

  private async renewLocked(refused: Session | undefined): Promise<Renewal> {
    const { storage, isCookie, refresh, onEnd } = this.options;
    const session = await storage.get();
    if (session && !isSame(session, refused) && !isExpired(session, Date.now())) return { session };
    if (!session && !isCookie) return { session };
    const { data, problem } = await refresh(session?.refreshToken);
    if (data) {
      const next = toSession(data, Date.now());
      await storage.set(next);
      return { session: next };
    }
    // 400: the stored text is no refresh token.
    if (problem.status === 401 || problem.status === 400) {
      await storage.set(undefined);
      if (session) onEnd?.(problem);
    }
    return { problem };
  }

  private locked<T>(work: () => Promise<T>): Promise<T> {
    return this.options.lock(this.options.lockName, work);
  }
}
