import { storeCredentials, type Credentials } from './credentials.js';
import { language } from './language.js';

/** An answer that is no success: the problem document of RFC 9457, or what stands for it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** A sentence for people. */
    readonly detail: string,
    readonly requestId?: string,
  ) {
    super(detail);
  }
}

interface Options {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: object;
  query?: Record<string, string | undefined>;
}

/** Asks the user to enter a code again. False if the user does not. */
type Reauthenticate = () => Promise<boolean>;

/** Requests with the credentials of the administrator. */
export class Api {
  /** Set by the page that can ask. */
  reauthenticate: Reauthenticate = () => Promise.resolve(false);
  /** Called when the credentials are not accepted any more. */
  onSignedOut: (problem: Problem) => void = () => undefined;

  constructor(readonly credentials: Credentials) {}

  /** @throws Problem */
  async call<T>(path: string, options: Options = {}): Promise<T> {
    try {
      return await this.request<T>(path, options);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.code === 'reauthentication_required' && (await this.reauthenticate())) {
        return this.request<T>(path, options);
      }
      if (problem.status === 401) this.onSignedOut(problem);
      throw problem;
    }
  }

  private async request<T>(path: string, options: Options): Promise<T> {
    try {
      return await send<T>(this.credentials, path, options);
    } catch (problem) {
      const isExpired = problem instanceof Problem && problem.status === 401 && this.credentials.kind === 'session';
      if (!isExpired) throw problem;
      await send(this.credentials, 'api/v1/auth/token/refresh', { method: 'POST' });
      return send<T>(this.credentials, path, options);
    }
  }
}

/** A request without an administrator, such as for a code. @throws Problem */
export function callPublic<T>(path: string, body: object): Promise<T> {
  return send<T>({ kind: 'session' }, path, { method: 'POST', body });
}

/**
 * Makes sure that the service accepts the credentials. A key that lacks a scope is still a valid key.
 * @throws Problem
 */
export async function signIn(credentials: Credentials): Promise<Api> {
  const api = new Api(credentials);
  try {
    await api.call('api/v1/admin/funnel');
  } catch (problem) {
    const isValidKey = problem instanceof Problem && problem.code === 'forbidden' && credentials.kind === 'key';
    if (!isValidKey) throw problem;
  }
  storeCredentials(credentials);
  return api;
}

async function send<T>(credentials: Credentials, path: string, { method = 'GET', body, query }: Options): Promise<T> {
  const entries = Object.entries(query ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const parameters = new URLSearchParams(entries).toString();
  const answer = await fetch(parameters ? `${path}?${parameters}` : path, {
    method,
    headers: {
      'Accept-Language': language(),
      ...(credentials.kind === 'key' && { 'X-API-Key': credentials.key }),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    // A key needs no cookies, and must not be mixed with the session of somebody else.
    credentials: credentials.kind === 'key' ? 'omit' : 'same-origin',
    cache: 'no-store',
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Problem(0, 'unreachable', '');
  });
  if (answer.status === 204) return undefined as T;
  const content = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string; request_id?: string };
  if (answer.ok) return content as T;
  throw new Problem(answer.status, content.code ?? 'internal', content.detail ?? '', content.request_id);
}
