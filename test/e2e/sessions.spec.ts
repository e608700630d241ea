import { parseSetCookie } from 'cookie';
import { decodeJwt } from 'jose';
import supertest from 'supertest';
import { codeOf } from '../support/accounts.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { problemFault } from '../support/problem.js';
import type { RamzProcess } from '../support/ramz-process.js';
import { withRamz } from '../support/with-ramz.js';

const OWN = 'https://api.example';
const APP = 'https://app.example';
const FOREIGN = 'https://evil.example';
const ACCESS = '__Host-ramz_access';
const REFRESH = '__Secure-ramz_refresh';
const BROWSER =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

/** A process, or the first of an installation. */
type At = Pick<RamzProcess, 'url'>;

interface Tokens {
  access_token: string;
  refresh_token: string;
}

/** For apps. */
const api = withRamz({ ROLE: 'api', LOG_LEVEL: 'error', PUBLIC_URL: `${OWN}/ramz` });
/** For web pages: another process of the same installation. */
let web: RamzProcess;

beforeAll(async () => {
  web = await api.addProcess({ SESSION_COOKIES: 'true', ALLOWED_ORIGINS: `${APP},https://admin.example` });
});

function verified(ramz: At, phone: string, code: string, userAgent = BROWSER) {
  return verifyCode(ramz.url, phone, code).set('User-Agent', userAgent).expect(200);
}

async function codeFor(phone: string): Promise<string> {
  return codeOf(api.database, (await askForCode(api.url, phone).expect(200)).body.challenge_id);
}

async function signIn(phone = newPhoneNumber().e164, ramz: At = api, userAgent = BROWSER): Promise<Tokens> {
  return (await verified(ramz, phone, await codeFor(phone), userAgent)).body;
}

const refresh = (token: string, ramz: At = api) =>
  supertest(ramz.url).post('/api/v1/auth/token/refresh').send({ refresh_token: token });
const me = (token: string, ramz: At = api) =>
  supertest(ramz.url).get('/api/v1/auth/me').auth(token, { type: 'bearer' });
const list = (token: string) => supertest(api.url).get('/api/v1/auth/sessions').auth(token, { type: 'bearer' });
const logout = (token: string, ramz: At = api) =>
  supertest(ramz.url).post('/api/v1/auth/logout').auth(token, { type: 'bearer' });
const end = (id: string, token: string, ramz: At = api) =>
  supertest(ramz.url).delete(`/api/v1/auth/sessions/${id}`).auth(token, { type: 'bearer' });
const sessionOf = ({ access_token }: Tokens) => decodeJwt(access_token)['sid'] as string;

/** Neither token of a session works, on any process. */
async function expectOver({ access_token, refresh_token }: Tokens): Promise<void> {
  for (const ramz of [api, web]) {
    await me(access_token, ramz).expect(401);
    expect((await refresh(refresh_token, ramz).expect(401)).body.code).toBe('unauthorized');
  }
}

describe('sessions', () => {
  it('an access token identifies its user, and a request without one is refused', async () => {
    const { access_token } = await signIn();
    const { body } = await me(access_token).expect(200);
    expect(body).toMatchObject({ id: expect.any(String), phone_number: expect.stringMatching(/^\+98912/) });
    await me('nonsense').expect(401);
    await me(`${access_token.slice(0, -2)}xx`).expect(401);
    const refused = await supertest(api.url).get('/api/v1/auth/me').expect(401);
    expect(refused.body.code).toBe('unauthorized');
    expect(refused.headers['www-authenticate']).toBe('Bearer');
  });

  it('a session continues with a new refresh token each time, in any process', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token).expect(200)).body;
    const third = (await refresh(second.refresh_token, web).expect(200)).body;
    expect(new Set([first, second, third].map((tokens) => tokens.refresh_token)).size).toBe(3);
    await me(third.access_token).expect(200);
  });

  it('a used refresh token returns its unused successor for thirty seconds, in any process', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token).expect(200)).body;
    const age = (seconds: number) =>
      api.database.query(
        `UPDATE refresh_tokens SET used_at = now() - $2 * interval '1 second'
         WHERE session_id = $1 AND used_at IS NOT NULL`,
        [sessionOf(first), seconds],
      );
    await age(25);
    expect((await refresh(first.refresh_token, web).expect(200)).body.refresh_token).toBe(second.refresh_token);
    await age(30);
    expect((await refresh(first.refresh_token, web).expect(401)).body.code).toBe('token_reused');
    await expectOver(second);
  });

  it('a session ends 180 days after sign-in, however often it is used', async () => {
    const session = await signIn();
    const age = (interval: string) =>
      api.database.query('UPDATE sessions SET created_at = now() - $2::interval WHERE id = $1', [
        sessionOf(session),
        interval,
      ]);
    await age('179 days 23 hours');
    const { body } = await refresh(session.refresh_token).expect(200);
    const { rows } = await api.database.query(
      `SELECT expires_at < now() + interval '61 minutes' AS is_bounded FROM sessions WHERE id = $1`,
      [sessionOf(session)],
    );
    expect(rows).toEqual([{ is_bounded: true }]);
    await age('180 days');
    expect((await refresh(body.refresh_token).expect(401)).body.code).toBe('unauthorized');
  });

  it('a reused refresh token ends its session, with the code token_reused', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token).expect(200)).body;
    const third = (await refresh(second.refresh_token).expect(200)).body;
    expect((await refresh(first.refresh_token).expect(401)).body.code).toBe('token_reused');
    await expectOver(third);
  });

  it('an invalid or missing refresh token is refused', async () => {
    await refresh('x').expect(400);
    expect((await refresh('x'.repeat(43)).expect(401)).body.code).toBe('unauthorized');
    const without = (ramz: At) => supertest(ramz.url).post('/api/v1/auth/token/refresh');
    const { body } = await without(api).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: { refresh_token: [expect.any(String)] } });
    // The cookie may be gone: the page signs its user in again.
    expect((await without(web).expect(401)).body.code).toBe('unauthorized');
  });

  it('the database contains only digests of refresh tokens', async () => {
    const { refresh_token } = await signIn();
    const { rows } = await api.database.query('SELECT digest, successor FROM refresh_tokens');
    expect(JSON.stringify(rows)).not.toContain(refresh_token);
  });

  it('sessions are listed only to their user, the one used last first', async () => {
    const { e164 } = newPhoneNumber();
    await signIn();
    const phone = await signIn(e164);
    const script = await signIn(e164, api, 'curl/8.5.0');
    const { body } = await list((await refresh(phone.refresh_token).expect(200)).body.access_token).expect(200);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    const common = { created_at: time, last_used_at: time, expires_at: time };
    expect(body).toEqual({
      sessions: [
        { ...common, id: sessionOf(phone), device: 'Chrome on Android', user_agent: BROWSER, current: true },
        { ...common, id: sessionOf(script), device: null, user_agent: 'curl/8.5.0', current: false },
      ],
    });
    await supertest(api.url).get('/api/v1/auth/sessions').expect(401);
  });

  it('a session can be ended only by its user', async () => {
    const { e164 } = newPhoneNumber();
    const [lost, kept, stranger] = [await signIn(e164), await signIn(e164), await signIn()];
    for (const id of [sessionOf(lost), 'nonsense', '0198c5e2-7b1a-7000-8000-123456789012']) {
      expect((await end(id, stranger.access_token).expect(404)).body.code).toBe('not_found');
    }
    await me(lost.access_token).expect(200);
    await end(sessionOf(lost), kept.access_token, web).expect(204);
    await expectOver(lost);
    await end(sessionOf(lost), kept.access_token).expect(404);
    expect((await list(kept.access_token).expect(200)).body.sessions).toHaveLength(1);
    const { rows } = await api.database.query('SELECT revoked_reason FROM sessions WHERE id = $1', [sessionOf(lost)]);
    expect(rows).toEqual([{ revoked_reason: 'ended_by_user' }]);
  });

  it('logout ends the session without a body, also with a JSON content type', async () => {
    const session = await signIn();
    await logout(session.access_token).set('Content-Type', 'application/json').expect(204);
    await expectOver(session);
  });

  it('logout ends only its own session, in every process at once', async () => {
    const { e164 } = newPhoneNumber();
    const [here, there] = [await signIn(e164), await signIn(e164)];
    await logout(here.access_token, web).expect(204);
    await expectOver(here);
    await logout(there.access_token).send({ everywhere: 'yes' }).expect(400);
    await me(there.access_token).expect(200);
  });

  it('logout everywhere ends all sessions of the user, in every process at once, and no others', async () => {
    const { e164 } = newPhoneNumber();
    const [phone, tablet, stranger] = [await signIn(e164), await signIn(e164), await signIn()];
    const refreshed = (await refresh(tablet.refresh_token).expect(200)).body;
    await logout(phone.access_token).send({ everywhere: true }).expect(204);
    for (const tokens of [phone, refreshed]) await expectOver(tokens);
    await me(stranger.access_token).expect(200);
  });
});

describe('session cookies', () => {
  /** Name to the whole cookie, as a browser reads it. */
  function cookiesOf({ headers }: supertest.Response): Record<string, ReturnType<typeof parseSetCookie>> {
    const lines = (headers['set-cookie'] ?? []) as unknown as string[];
    return Object.fromEntries(lines.map((line) => parseSetCookie(line)).map((cookie) => [cookie.name, cookie]));
  }

  const attributes = { httpOnly: true, secure: true, sameSite: 'lax' };
  const expected = (access: unknown, accessAge: number, token: unknown, refreshAge: number) => ({
    [ACCESS]: { name: ACCESS, value: access, path: '/', maxAge: accessAge, ...attributes },
    [REFRESH]: { name: REFRESH, value: token, path: '/api/v1/auth', maxAge: refreshAge, ...attributes },
  });
  const SET = expected(expect.stringMatching(/^ey/), 15 * 60, expect.stringMatching(/^[\w-]{43}$/), 30 * 86_400);
  const CLEARED = expected('', 0, '', 0);
  const tokensOf = (answer: supertest.Response): Tokens => {
    const cookies = cookiesOf(answer);
    return { access_token: cookies[ACCESS]!.value!, refresh_token: cookies[REFRESH]!.value! };
  };
  const cookie = (call: supertest.Test, text: string) => call.set('Cookie', `theme=dark; ${text}`).set('Origin', OWN);
  const carrying = (call: supertest.Test, tokens: Tokens) =>
    cookie(call, `${ACCESS}=${tokens.access_token}; ${REFRESH}=${tokens.refresh_token}`);
  const refreshByCookie = (tokens: Tokens) =>
    cookie(supertest(web.url).post('/api/v1/auth/token/refresh'), `${REFRESH}=${tokens.refresh_token}`);
  const post = (path: string) => supertest(web.url).post(`/api/v1/auth/${path}`);

  async function verifiedInto(session: unknown, e164 = newPhoneNumber().e164, ramz: At = web) {
    return verifyCode(ramz.url, e164, await codeFor(e164), { session });
  }

  async function signInWithCookies(e164 = newPhoneNumber().e164): Promise<Tokens> {
    const answer = await verifiedInto('cookie', e164);
    expect(answer.status).toBe(200);
    return tokensOf(answer);
  }

  it('only the session cookies contain the tokens of a sign-in that requests cookies, out of reach of scripts', async () => {
    const { e164 } = newPhoneNumber();
    const answer = await verifiedInto('cookie', e164);
    expect(answer.body).toEqual({
      expires_in: 900,
      user: expect.objectContaining({ phone_number: e164 }),
      is_new_user: true,
    });
    expect(cookiesOf(answer)).toEqual(SET);
    for (const token of Object.values(tokensOf(answer))) expect(answer.text).not.toContain(token);
  });

  it('the access cookie of an administrator opens admin routes to pages of Ramz itself, and to no others', async () => {
    const { e164 } = newPhoneNumber();
    const tokens = await signInWithCookies(e164);
    const status = (site: string | undefined, ramz: At = web) => {
      const call = carrying(supertest(ramz.url).get('/api/v1/sms/status'), tokens).unset('Origin');
      return site === undefined ? call : call.set('Sec-Fetch-Site', site);
    };
    await status('same-origin').expect(403);
    await api.database.query("UPDATE users SET role = 'admin' WHERE phone = $1", [e164]);
    await status('same-origin').expect(200);
    // A page of ALLOWED_ORIGINS is on the same site, and may use the cookie on the routes of users.
    for (const site of ['same-site', 'cross-site', 'none', undefined]) await status(site).expect(401);
    await status('same-site').set('Origin', APP).expect(401);
    await status('same-origin', api).expect(401);
    const clear = carrying(supertest(web.url).delete(`/api/v1/sms/rate-limits/${e164}`), tokens);
    await clear.set('Sec-Fetch-Site', 'same-origin').set('Origin', 'https://other.example').expect(403);
  });

  it('only the session cookies contain the tokens of a refresh by cookie', async () => {
    const first = await signInWithCookies();
    const answer = await refreshByCookie(first).expect(200);
    expect(answer.body).toEqual({ expires_in: 900 });
    expect(cookiesOf(answer)).toEqual(SET);
    const second = tokensOf(answer);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await me(second.access_token).expect(200);
    await carrying(supertest(web.url).get('/api/v1/auth/me'), second).expect(200);
    // The same cookie again, from another tab.
    expect(tokensOf(await refreshByCookie(first).expect(200)).refresh_token).toBe(second.refresh_token);
  });

  it.each([undefined, null, 'token'])('a sign-in with session %j sets no session cookies', async (session) => {
    const answer = await verifiedInto(session);
    expect(answer.body).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) });
    expect(cookiesOf(answer)).toEqual({});
    const refreshed = await refresh(answer.body.refresh_token, web).expect(200);
    expect(refreshed.body).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) });
    expect(cookiesOf(refreshed)).toEqual({});
  });

  it.each(['cookies', 5, true])('a sign-in with session %j is refused', async (session) => {
    const { body } = await verifiedInto(session);
    expect(body).toMatchObject({ code: 'validation_failed', errors: { session: [expect.any(String)] } });
  });

  it('an Authorization header, or a refresh token in the body, takes precedence over session cookies', async () => {
    const [cookies, explicit] = [await signInWithCookies(), await signIn()];
    const { body } = await carrying(me(explicit.access_token, web), cookies).expect(200);
    expect(body.id).toBe(decodeJwt(explicit.access_token).sub);
    await carrying(me('nonsense', web), cookies).expect(401);
    const refreshed = await carrying(refresh(explicit.refresh_token, web), cookies).expect(200);
    expect(sessionOf(refreshed.body)).toBe(sessionOf(explicit));
    expect(cookiesOf(refreshed)).toEqual({});
    await carrying(logout(refreshed.body.access_token, web), cookies).expect(204);
    await expectOver(refreshed.body);
    await me(cookies.access_token).expect(200);
  });

  it('session cookies are cleared when their session ends', async () => {
    const { e164 } = newPhoneNumber();
    const methods: ((tokens: Tokens) => supertest.Test)[] = [
      () => post('logout'),
      () => post('logout').send({ everywhere: true }),
      (tokens) => supertest(web.url).delete(`/api/v1/auth/sessions/${sessionOf(tokens)}`),
    ];
    for (const method of methods) {
      const tokens = await signInWithCookies(e164);
      expect(cookiesOf(await carrying(method(tokens), tokens).expect(204))).toEqual(CLEARED);
      await expectOver(tokens);
      const refused = await carrying(post('token/refresh'), tokens).expect(401);
      expect(cookiesOf(refused)).toEqual(CLEARED);
    }
  });

  it('logout with only the refresh cookie ends the session', async () => {
    for (const body of [undefined, { everywhere: true }]) {
      const { e164 } = newPhoneNumber();
      const [tokens, other] = [await signInWithCookies(e164), await signIn(e164)];
      const over = await cookie(post('logout'), `${REFRESH}=${tokens.refresh_token}`).send(body).expect(204);
      expect(cookiesOf(over)).toEqual(CLEARED);
      await expectOver(tokens);
      await me(other.access_token).expect(body ? 401 : 200);
    }
  });

  it('a spent refresh cookie logs out as long as its successor can be given again, and not after that', async () => {
    const logoutWith = ({ refresh_token }: Tokens) =>
      cookie(post('logout'), `${REFRESH}=${refresh_token}`).send({ everywhere: true });
    const lost = await signInWithCookies();
    await carrying(post('token/refresh'), lost).expect(200);
    await logoutWith(lost).expect(204);
    await expectOver(lost);

    const stolen = await signInWithCookies();
    const newer = tokensOf(await carrying(post('token/refresh'), stolen).expect(200));
    await carrying(post('token/refresh'), newer).expect(200);
    await logoutWith(stolen).expect(401);
    await me(newer.access_token).expect(200);
  });

  it('logout with the refresh cookie and an expired access cookie ends the session', async () => {
    const tokens = await signInWithCookies();
    await carrying(post('logout'), { ...tokens, access_token: 'expired' }).expect(204);
    await expectOver(tokens);
  });

  it('logout with the cookies of an ended session is refused and clears them', async () => {
    const tokens = await signInWithCookies();
    await logout(tokens.access_token).expect(204);
    const refused = await cookie(post('logout'), `${REFRESH}=${tokens.refresh_token}`).expect(401);
    expect(problemFault(refused)).toBeUndefined();
    expect(cookiesOf(refused)).toEqual(CLEARED);
    expect(cookiesOf(await cookie(post('logout'), '').expect(401))).toEqual({});
  });

  it.each([
    ['logout', 'a foreign page', { Origin: FOREIGN }],
    ['logout', 'a page that says nothing of itself', {}],
    ['token/refresh', 'a foreign page', { Origin: FOREIGN }],
    ['token/refresh', 'a page that says nothing of itself', {}],
  ])('session cookies are refused at %s from %s', async (path, _title, headers: Record<string, string>) => {
    const tokens = await signInWithCookies();
    const call = post(path).set('Cookie', `${REFRESH}=${tokens.refresh_token}`).set(headers);
    const refused = await call.expect(403);
    expect(refused.body.code).toBe('forbidden');
    expect(cookiesOf(refused)).toEqual({});
    await me(tokens.access_token).expect(200);
    await refreshByCookie(tokens).expect(200);
  });

  it('session cookies stay when another session ends', async () => {
    const { e164 } = newPhoneNumber();
    const [here, there] = [await signInWithCookies(e164), await signIn(e164)];
    const other = supertest(web.url).delete(`/api/v1/auth/sessions/${sessionOf(there)}`);
    expect(cookiesOf(await carrying(other, here).expect(204))).toEqual({});
    expect(cookiesOf(await carrying(refresh(there.refresh_token, web), here).expect(401))).toEqual({});
  });

  it('session cookies are neither set nor read without SESSION_COOKIES, and a request for them costs no attempt', async () => {
    const { e164 } = newPhoneNumber();
    const code = await codeFor(e164);
    const refused = await verifyCode(api.url, e164, code, { session: 'cookie' }).expect(400);
    expect(refused.body).toMatchObject({ code: 'validation_failed', errors: { session: [expect.any(String)] } });
    const { rows } = await api.database.query('SELECT attempts FROM otp_tokens WHERE recipient = $1', [e164]);
    expect(rows).toEqual([{ attempts: 0 }]);
    const signedIn = await verified(api, e164, code);
    const refreshed = await refresh(signedIn.body.refresh_token).expect(200);
    const read = await carrying(supertest(api.url).get('/api/v1/auth/me'), refreshed.body).expect(401);
    const spent = await carrying(supertest(api.url).post('/api/v1/auth/token/refresh'), refreshed.body).expect(400);
    const kept = await carrying(supertest(api.url).post('/api/v1/auth/logout'), refreshed.body).expect(401);
    const over = await logout(refreshed.body.access_token).expect(204);
    for (const answer of [refused, signedIn, refreshed, read, spent, kept, over]) expect(cookiesOf(answer)).toEqual({});
  });
});

describe('origin checks with session cookies', () => {
  const SESSION = { cookie: `${ACCESS}=x` };
  const REFRESHABLE = { cookie: `${REFRESH}=x` };
  const JSON_BODY = { 'content-type': 'application/json' };

  async function send(headers: Record<string, string>, path = '/api/v1/auth/otp/verify', method = 'POST') {
    const hasBody = method !== 'DELETE';
    const answer = await fetch(`${web.url}${path}`, {
      method,
      headers: { ...(hasBody && JSON_BODY), ...headers },
      body: hasBody ? '{}' : undefined,
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  }

  it.each([
    ['no header and no cookie, as of a server or an app', {}],
    ['cookies of others', { cookie: 'theme=dark' }],
    ['our own origin', { origin: OWN, ...SESSION }],
    ['our own origin and site', { origin: OWN, 'sec-fetch-site': 'same-origin', ...SESSION }],
    ['an allowed origin', { origin: APP, ...SESSION }],
    ['an allowed origin on the same site', { origin: APP, 'sec-fetch-site': 'same-site', ...SESSION }],
    ['an allowed origin on another site', { origin: 'https://admin.example', 'sec-fetch-site': 'cross-site' }],
    ['no origin, from our own page', { 'sec-fetch-site': 'same-origin', ...SESSION }],
    ['no origin, from no page at all', { 'sec-fetch-site': 'none', ...SESSION }],
    ['a Bearer token beside a cookie', { authorization: 'Bearer x', ...SESSION }],
    ['an API key beside a cookie', { 'x-api-key': 'x', ...SESSION }],
  ])('a state-changing request with %s is accepted', async (_title, headers) => {
    expect((await send(headers)).status).toBe(400);
  });

  it.each([
    ['a foreign origin', { origin: FOREIGN }],
    ['a foreign origin that calls itself ours', { origin: FOREIGN, 'sec-fetch-site': 'same-origin' }],
    ['a hidden origin', { origin: 'null' }],
    ['our own name over plain HTTP', { origin: 'http://api.example' }],
    ['a name that begins with ours', { origin: `${OWN}.evil.example` }],
    ['the address it came to, where PUBLIC_URL says another', { origin: 'http://127.0.0.1' }],
    ['a neighbour that is not allowed', { origin: 'https://blog.example', 'sec-fetch-site': 'same-site' }],
    ['another site and no origin', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour and no origin', { 'sec-fetch-site': 'same-site' }],
    ['an access cookie alone', SESSION],
    ['a refresh cookie alone', REFRESHABLE],
    ['a cookie and a password that the browser added', { authorization: 'Basic eDp5', ...SESSION }],
    ['a foreign origin and a Bearer token', { origin: FOREIGN, authorization: 'Bearer x' }],
  ])('a state-changing request with %s is refused', async (_title, headers) => {
    const answer = await send(headers);
    expect(answer.status).toBe(403);
    expect(problemFault(answer)).toBeUndefined();
    expect(JSON.parse(answer.text).code).toBe('forbidden');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['POST', '/api/v1/usr/otp/verify'],
    ['POST', '/api/v1/auth/otp'],
    ['POST', '/api/v1/auth/token/refresh'],
    ['POST', '/api/v1/auth/logout'],
    ['PATCH', '/api/v1/auth/me'],
    ['DELETE', '/api/v1/auth/sessions/0198c5e2-7b1a-7000-8000-123456789012'],
    ['POST', '/api/v1/sms/send'],
    ['POST', '/nowhere'],
  ])('a request from a foreign page is refused at %s %s', async (method, path) => {
    expect((await send({ origin: FOREIGN }, path, method)).status).toBe(403);
  });

  it('reads and CORS preflights are exempt from the origin check', async () => {
    const foreign = { origin: FOREIGN, 'sec-fetch-site': 'cross-site', ...SESSION };
    expect((await fetch(`${web.url}/health/live`, { headers: foreign })).status).toBe(200);
    const asked = await fetch(`${web.url}/api/v1/auth/logout`, {
      method: 'OPTIONS',
      headers: { origin: APP, 'sec-fetch-site': 'same-site', 'access-control-request-method': 'POST' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(APP);
    expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('no page may read an answer if no origin is allowed', async () => {
    const preflight = supertest(api.url).options('/api/v1/auth/otp').set({
      Origin: APP,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type,idempotency-key',
    });
    const read = supertest(api.url).get('/health/live').set('Origin', APP);
    for (const { headers } of [await preflight, await read]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('the origin of a request is not checked without SESSION_COOKIES', async () => {
    const call = supertest(api.url).post('/api/v1/auth/otp/verify').send({}).set('Origin', FOREIGN);
    await call.set('Cookie', SESSION.cookie).expect(400);
  });
});
