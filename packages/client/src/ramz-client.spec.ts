import { RamzClient, type RamzClientOptions } from './ramz-client.js';
import { memoryStorage, textStorage } from './sessions/storage.js';

const USER = { id: 'u1', role: 'user' };
const problem = (status: number, code: string, fields: object = {}) =>
  Response.json({ status, code, detail: code, request_id: 'r', ...fields }, { status });

/** Ramz as far as sessions go: a refresh token that is used twice ends the session. */
class FakeRamz {
  private refreshes = 0;
  private isOver = false;
  readonly requests: { path: string; headers: Headers; init: RequestInit }[] = [];
  isOffline = false;
  lifeSeconds = 900;
  answer?: (path: string) => Response | undefined;

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const path = input as string;
    init.signal?.throwIfAborted();
    const headers = new Headers(init.headers);
    this.requests.push({ path, headers, init });
    await new Promise((done) => setTimeout(done));
    if (this.isOffline) throw new TypeError('fetch failed');
    const own = this.answer?.(path);
    if (own) return own;
    if (path.endsWith('/otp/verify')) return Response.json({ ...this.tokens(), user: USER, is_new_user: true });
    if (path.endsWith('/token/refresh')) return this.refresh(init.body as string);
    if (headers.get('authorization') !== `Bearer access-${this.refreshes}`) return problem(401, 'unauthorized');
    return path.endsWith('/logout') ? new Response(null, { status: 204 }) : Response.json(USER);
  };

  countOf(route: string): number {
    return this.requests.filter(({ path }) => path.endsWith(route)).length;
  }

  /** The access token is not accepted any more. */
  outdate(): void {
    this.refreshes++;
  }

  private refresh(body: string): Response {
    const { refresh_token: token } = JSON.parse(body) as { refresh_token: string };
    if (this.isOver || token !== `refresh-${this.countOf('/token/refresh') - 1}`) {
      this.isOver = true;
      return problem(401, 'token_reused');
    }
    this.refreshes++;
    return Response.json(this.tokens());
  }

  private tokens() {
    const refresh_token = `refresh-${this.countOf('/token/refresh')}`;
    return {
      access_token: `access-${this.refreshes}`,
      refresh_token,
      token_type: 'Bearer',
      expires_in: this.lifeSeconds,
    };
  }
}

describe('RamzClient', () => {
  let ramz: FakeRamz;
  const client = (options: RamzClientOptions = {}) =>
    new RamzClient({ baseUrl: 'https://auth.example/', fetch: ramz.fetch, ...options });
  const signedIn = async (options?: RamzClientOptions) => {
    const one = client(options);
    expect((await one.verifyCode({ challenge_id: 'c', code: '123456' })).problem).toBeUndefined();
    return one;
  };
  beforeEach(() => (ramz = new FakeRamz()));

  it('keeps the tokens to itself after a right code, and sends them with requests', async () => {
    const one = client();
    const { data } = await one.verifyCode({ phone_number: '09121234567', code: '123456' });
    expect(data).toEqual({ user: USER, is_new_user: true, expires_in: 900 });
    expect((await one.me()).data).toEqual(USER);
    await expect(one.accessToken()).resolves.toEqual({ data: 'access-0' });
  });

  it('refreshes once for several requests that were refused at the same time', async () => {
    const one = await signedIn();
    ramz.outdate();
    const answers = await Promise.all([one.me(), one.me(), one.me(), one.accessToken()]);
    expect(answers.slice(0, 3)).toMatchObject([{ data: USER }, { data: USER }, { data: USER }]);
    expect(ramz.countOf('/token/refresh')).toBe(1);
  });

  it('refreshes once for several clients that share a storage', async () => {
    const storage = memoryStorage();
    const one = await signedIn({ storage });
    const other = client({ storage });
    ramz.outdate();
    await Promise.all([one.me(), other.me(), one.me(), other.me()]);
    expect(ramz.countOf('/token/refresh')).toBe(1);
    expect((await other.me()).data).toEqual(USER);
  });

  it('refreshes before it sends a request with a token that has expired', async () => {
    ramz.lifeSeconds = 5;
    const one = await signedIn();
    ramz.lifeSeconds = 900;
    expect((await one.me()).data).toEqual(USER);
    expect(ramz.countOf('/token/refresh')).toBe(1);
    expect(ramz.countOf('/me')).toBe(1);
  });

  it('forgets a session that Ramz has ended, and says so once', async () => {
    const ends: string[] = [];
    const one = await signedIn({ onSessionEnd: ({ code }) => ends.push(code) });
    ramz.outdate();
    ramz.answer = (path) => (path.endsWith('/token/refresh') ? problem(401, 'token_reused') : undefined);
    expect((await one.me()).problem).toMatchObject({ code: 'token_reused' });
    expect((await one.me()).problem).toMatchObject({ code: 'unauthorized' });
    expect(ends).toEqual(['token_reused']);
    await expect(one.accessToken()).resolves.toEqual({ data: undefined });
  });

  it('keeps the session if a refresh fails because of the network', async () => {
    ramz.lifeSeconds = 5;
    const one = await signedIn({ retry: { attempts: 1 } });
    ramz.isOffline = true;
    expect((await one.me()).problem).toMatchObject({ code: 'network_error' });
    ramz.isOffline = false;
    ramz.answer = (path) => (path.endsWith('/token/refresh') ? problem(503, 'service_unavailable') : undefined);
    expect((await one.me()).problem).toMatchObject({ code: 'service_unavailable' });
    expect((await one.accessToken()).problem).toMatchObject({ code: 'service_unavailable' });
    ramz.answer = undefined;
    ramz.requests.splice(1);
    expect((await one.me()).data).toEqual(USER);
  });

  it('signs out here even if the request fails', async () => {
    const one = await signedIn();
    ramz.isOffline = true;
    expect((await one.signOut()).problem).toMatchObject({ code: 'network_error' });
    await expect(one.accessToken()).resolves.toEqual({ data: undefined });
  });

  it('refreshes a session of cookies without tokens, and sends cookies with every request', async () => {
    const one = client({ session: 'cookie' });
    let isFresh = false;
    ramz.answer = (path) => {
      if (path.endsWith('/token/refresh')) isFresh = true;
      return isFresh ? Response.json(path.endsWith('/me') ? USER : { expires_in: 900 }) : problem(401, 'unauthorized');
    };
    const answers = await Promise.all([one.me(), one.me()]);
    expect(answers).toMatchObject([{ data: USER }, { data: USER }]);
    expect(ramz.countOf('/token/refresh')).toBe(1);
    expect(ramz.requests.map(({ init }) => init.credentials)).toEqual(Array(5).fill('include'));
    expect(ramz.requests.find(({ path }) => path.endsWith('/refresh'))!.init.body).toBeUndefined();
  });

  it('sends one Idempotency-Key for a double click and for the repeats after a lost answer', async () => {
    const one = client();
    const sent = { challenge_id: 'c' };
    let lost = 2;
    ramz.answer = (path) => {
      if (path.endsWith('/otp') && lost-- > 0) throw new TypeError('fetch failed');
      return path.endsWith('/otp') ? Response.json(sent) : undefined;
    };
    const asked = await Promise.all([1, 2].map(() => one.requestCode({ phone_number: '09121234567' })));
    expect(asked.map(({ data }) => data)).toEqual([sent, sent]);
    expect(new Set(ramz.requests.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
    expect(ramz.countOf('/otp')).toBe(4);
  });

  it('does not send a code again that may have been used', async () => {
    ramz.isOffline = true;
    const { problem: found } = await client().verifyCode({ challenge_id: 'c', code: '123456' });
    expect(found).toMatchObject({ code: 'network_error' });
    expect(ramz.requests).toHaveLength(1);
  });

  it('rejects an aborted call with the reason, and leaves the refresh to the other requests', async () => {
    const one = await signedIn();
    ramz.outdate();
    const controller = new AbortController();
    ramz.answer = (path) => {
      if (path.endsWith('/token/refresh')) controller.abort(new Error('left the page'));
      return undefined;
    };
    const calls = [one.me({ signal: controller.signal }), one.me()];
    await expect(calls[0]).rejects.toThrow('left the page');
    expect((await calls[1])!.data).toEqual(USER);
    await expect(one.me({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
  });

  it('reports a request that takes too long as a network error', async () => {
    const slow = client({
      timeoutMs: 20,
      retry: { attempts: 1 },
      fetch: (_, init) =>
        new Promise((_done, fail) => init!.signal!.addEventListener('abort', () => fail(new Error('aborted')))),
    });
    expect((await slow.codeStatus('c')).problem).toMatchObject({ code: 'network_error' });
  });

  it('keeps the session as JSON in a storage of texts, and survives one that it cannot read', async () => {
    const entries = new Map<string, string>();
    const texts = {
      getItem: async (key: string) => entries.get(key) ?? null,
      setItem: (key: string, text: string) => entries.set(key, text),
      removeItem: (key: string) => entries.delete(key),
    };
    const one = await signedIn({ storage: textStorage(texts) });
    expect((await client({ storage: textStorage(texts) }).me()).data).toEqual(USER);
    entries.set('ramz.session', '{');
    await expect(one.accessToken()).resolves.toEqual({ data: undefined });
    await one.signOut();
    expect(entries.size).toBe(0);
  });
});
