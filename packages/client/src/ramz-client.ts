import type {
  CodeEntry,
  CodeRequest,
  CodeSent,
  CodeStatus,
  SignedIn,
  User,
  UserChange,
  UserChanged,
  VerificationOf,
} from './bodies.js';
import { abortable } from './http/abort.js';
import { addressOf, type Values } from './http/address.js';
import type { Problem } from './http/problem.js';
import type { Result } from './http/result.js';
import type { AnswerOf, CallOptions, Method, Operation, PathOf, RequestArguments } from './http/routes.js';
import { type Message, Transport, type TransportOptions } from './http/transport.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { defaultLock, type Lock } from './sessions/lock.js';
import { SessionKeeper } from './sessions/session-keeper.js';
import type { Session, SessionStorage } from './sessions/session.js';
import { memoryStorage } from './sessions/storage.js';

const AUTH = '/api/v1/auth';

export interface RamzClientOptions extends TransportOptions {
  /** Where the tokens of a session are: with the client (`token`, the default) or in cookies. */
  session?: 'token' | 'cookie';
  /** Where the session is kept. In memory by default. */
  storage?: SessionStorage;
  /** Used in place of Web Locks, for clients that share a storage in another way. */
  lock?: Lock;
  /** Called when the session has ended because Ramz has refused to renew it. */
  onSessionEnd?: (problem: Problem) => void;
  /** Sent as `X-API-Key`, by backends that use the admin routes. */
  apiKey?: string;
}

export interface RequestCodeOptions extends CallOptions {
  /** Only if the client is to use a key of your own. */
  idempotencyKey?: string;
}

/** `problem` is why a session that has expired could not be renewed now. */
export type AccessToken = { data: string | undefined; problem?: undefined } | { data?: undefined; problem: Problem };

export class RamzClient {
  private readonly transport: Transport;
  private readonly sessions: SessionKeeper;
  private readonly keys = new IdempotencyKeys();
  private readonly isCookie: boolean;

  constructor(options: RamzClientOptions = {}) {
    const { baseUrl = '', storage = memoryStorage(), lock = defaultLock, apiKey, onSessionEnd } = options;
    this.isCookie = options.session === 'cookie';
    const headers = { ...options.headers, ...(apiKey && { 'X-API-Key': apiKey }) };
    this.transport = new Transport({ ...options, headers }, this.isCookie ? 'include' : 'omit');
    this.sessions = new SessionKeeper({
      storage,
      lock,
      lockName: `ramz:${baseUrl}`,
      isCookie: this.isCookie,
      refresh: (refreshToken) => this.refresh(refreshToken),
      onEnd: onSessionEnd,
    });
  }

  /** Sends a code. The same request during a double click, or after one that got no answer, sends nothing more. */
  async requestCode(body: CodeRequest, options: RequestCodeOptions = {}): Promise<Result<CodeSent>> {
    const key = options.idempotencyKey ?? this.keys.keyFor(body);
    const message = this.post('/otp', body, options.signal);
    const result = await this.transport.send({
      ...message,
      headers: { 'Idempotency-Key': key },
      isRepeatable: true,
    });
    this.keys.settle(body, result.problem);
    return result as Result<CodeSent>;
  }

  /** How far the delivery of a code is, and whether it can still be entered. */
  async codeStatus(challengeId: string, { signal }: CallOptions = {}): Promise<Result<CodeStatus>> {
    const address = addressOf(`${AUTH}/otp/{id}`, { id: challengeId });
    return (await this.transport.send({ method: 'GET', address, signal, isRepeatable: true })) as Result<CodeStatus>;
  }

  /** Enters a code. For the purposes `login` and `registration` the user is then signed in, and this client keeps the session. */
  async verifyCode<const E extends CodeEntry>(
    entry: E,
    { signal }: CallOptions = {},
  ): Promise<Result<VerificationOf<E>>> {
    const body = { ...entry, session: this.isCookie ? 'cookie' : 'token' };
    const result = (await this.transport.send(this.post('/otp/verify', body, signal))) as Result<
      Parameters<SessionKeeper['save']>[0]
    >;
    if (result.data && 'user' in result.data) {
      await this.sessions.save(result.data);
      const { user, is_new_user, expires_in } = result.data as unknown as SignedIn;
      return { ...result, data: { user, is_new_user, expires_in } } as Result<never>;
    }
    return result as Result<never>;
  }

  /** A valid access token for your own backend. Undefined if nobody is signed in, or in a session of cookies. */
  async accessToken({ signal }: CallOptions = {}): Promise<AccessToken> {
    const { session, problem } = await abortable(this.sessions.current(), signal);
    return problem ? { problem } : { data: session?.accessToken };
  }

  me(options?: CallOptions): Promise<Result<User>> {
    return this.request('GET', '/api/v1/auth/me', options);
  }

  changeMe(body: UserChange, options?: CallOptions): Promise<Result<UserChanged>> {
    return this.request('PATCH', '/api/v1/auth/me', { ...options, body });
  }

  /** Ends the session, or with `everywhere` every session of the user. This client forgets it even if the request fails. */
  async signOut({ everywhere, signal }: CallOptions & { everywhere?: boolean } = {}): Promise<Result<undefined>> {
    const message = this.post('/logout', everywhere ? { everywhere } : undefined, signal);
    return (await this.sessions.end((session) => {
      const headers = bearer(session);
      return this.transport.send({ ...message, headers });
    })) as Result<undefined>;
  }

  /** Calls any route of Ramz as openapi.json describes it, with the session of this client if there is one. */
  async request<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...[options = {} as never]: RequestArguments<Operation<M, P>>
  ): Promise<Result<AnswerOf<Operation<M, P>>>> {
    const { body, signal, idempotencyKey, path: parameters, query } = options as UntypedOptions;
    const address = addressOf(path, parameters, query);
    const headers = { 'Idempotency-Key': idempotencyKey };
    const isRepeatable = method === 'GET' || idempotencyKey !== undefined;
    return (await this.authorized({ method, address, body, signal, headers, isRepeatable })) as Result<never>;
  }

  /** Sends a request with the session; if that was refused, renews the session and sends the request once more. */
  private async authorized(message: Message): Promise<Result<unknown>> {
    const { session, problem } = await abortable(this.sessions.current(), message.signal);
    if (problem) return { problem };
    const result = await this.sendAs(session, message);
    if (result.response?.status !== 401 || (!session && !this.isCookie)) return result;
    const renewal = await abortable(this.sessions.renew(session), message.signal);
    if (renewal.problem) return { problem: renewal.problem };
    return renewal.session ? this.sendAs(renewal.session, message) : result;
  }

  private sendAs(session: Session | undefined, message: Message): Promise<Result<unknown>> {
    return this.transport.send({ ...message, headers: { ...message.headers, ...bearer(session) } });
  }

  private async refresh(refreshToken: string | undefined): ReturnType<SessionKeeperRefresh> {
    const body = refreshToken === undefined ? undefined : { refresh_token: refreshToken };
    // Ramz gives a repeated refresh the same answer.
    const message = { ...this.post('/token/refresh', body), isRepeatable: true };
    return (await this.transport.send(message)) as Awaited<ReturnType<SessionKeeperRefresh>>;
  }

  private post(route: string, body?: unknown, signal?: AbortSignal): Message {
    return { method: 'POST', address: AUTH + route, body, signal, isRepeatable: false };
  }
}

interface UntypedOptions extends CallOptions {
  body?: unknown;
  path?: Values;
  query?: Values;
  idempotencyKey?: string;
}

type SessionKeeperRefresh = ConstructorParameters<typeof SessionKeeper>[0]['refresh'];

function bearer(session: Session | undefined): Record<string, string> {
  return session?.accessToken ? { Authorization: `Bearer ${session.accessToken}` } : {};
}
