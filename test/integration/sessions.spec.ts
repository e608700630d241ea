import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import pg from 'pg';
import { AccessTokenService } from '../../src/auth/sessions/access-token.service.js';
import { openSuccessor, refreshDigest } from '../../src/auth/sessions/refresh-token.js';
import { RefreshTokenRepository } from '../../src/auth/sessions/refresh-token.repository.js';
import { SessionRepository } from '../../src/auth/sessions/session.repository.js';
import { SessionService, type SessionTokens } from '../../src/auth/sessions/session.service.js';
import { SignInRepository } from '../../src/auth/sessions/sign-in.repository.js';
import { SigningKeys } from '../../src/auth/sessions/signing-keys.js';
import { sessionConfig } from '../../src/auth/index.js';
import { secretsConfig } from '../../src/config/index.js';
import { httpConfig } from '../../src/http/index.js';
import { PrismaService } from '../../src/database/index.js';
import { newPhoneNumber } from '../support/clients.js';
import { FakeClock } from '../support/fake-clock.js';
import { behindLock } from '../support/row-lock.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const [A, B] = ['a', 'b'].map((kid) => tokenKey(kid)) as [string, string];

let environment: TestEnvironment;
let pools: pg.Pool[];
let databases: PrismaService[];
let clock: FakeClock;

beforeAll(async () => {
  environment = await createTestEnvironment();
  // Two, as two processes have.
  pools = [1, 2].map(() => new pg.Pool({ connectionString: environment.databaseUrl, max: 5 }));
  databases = pools.map((pool) => new PrismaService(pool));
  clock = new FakeClock();
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await environment.dispose();
});

/** The sessions of one process, started with these variables. */
async function start(variables: Record<string, string> = {}, prisma = databases[0]!) {
  const all = { ...environment.variables, ...variables };
  const secrets = secretsConfig.read(all);
  const keys = new SigningKeys(secrets, httpConfig.read(all));
  await keys.onModuleInit();
  const config = sessionConfig.read(all);
  const sessions = new SessionService(
    config,
    new SignInRepository(prisma),
    new RefreshTokenRepository(prisma),
    new SessionRepository(prisma),
    new AccessTokenService(config, keys),
    clock,
  );
  return { sessions, keys };
}

/** A code that was entered correctly. */
async function rightCode(recipient: string, purpose = 'login'): Promise<string> {
  const id = randomUUID();
  await pools[0]!.query(
    `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
       expires_at, resend_at)
     VALUES ($1, $2, 'sms', $3, 'active', '', '', 5, 'en', $4, $4)`,
    [id, purpose, recipient, new Date(clock.now() + MINUTE)],
  );
  return id;
}

async function signIn(sessions: SessionService, recipient = newPhoneNumber().e164) {
  const signedIn = await sessions.signIn(await rightCode(recipient), 'test');
  if (!signedIn) throw new Error('The code was not taken');
  return signedIn;
}

async function refreshed(sessions: SessionService, token: string): Promise<SessionTokens> {
  const tokens = await sessions.refresh(token);
  if (typeof tokens === 'string') throw new Error(`Refused: ${tokens}`);
  return tokens;
}

describe('access tokens', () => {
  it('an access token is valid until ACCESS_TOKEN_MINUTES have passed, and not a moment longer', async () => {
    const { sessions } = await start({ ACCESS_TOKEN_MINUTES: '7' });
    const { tokens, user } = await signIn(sessions);
    expect(tokens.expiresInSeconds).toBe(7 * 60);
    clock.advance(7 * MINUTE - 1);
    expect(await sessions.authenticate(tokens.accessToken)).toMatchObject({ userId: user.id });
    clock.advance(1);
    expect(await sessions.authenticate(tokens.accessToken)).toBeUndefined();
  });

  it('an access token has the claims of RFC 9068 and of its session, with the role at signing', async () => {
    const { sessions } = await start({
      PUBLIC_URL: 'https://auth.example/base/',
      TOKEN_AUDIENCE: 'https://api.example',
    });
    const { tokens, user } = await signIn(sessions);
    const authTime = clock.now() / SECOND;
    const claims = (issuedAt: number) => ({
      iss: 'https://auth.example/base',
      aud: 'https://api.example',
      client_id: 'ramz',
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      sub: user.id,
      sid: expect.stringMatching(/^[\da-f-]{36}$/),
      role: 'user',
      auth_time: authTime,
      iat: issuedAt,
      exp: issuedAt + 15 * 60,
    });
    expect(decodeProtectedHeader(tokens.accessToken)).toEqual({ alg: 'EdDSA', kid: 't1', typ: 'at+jwt' });
    expect(decodeJwt(tokens.accessToken)).toEqual(claims(authTime));
    clock.advance(MINUTE);
    const next = await refreshed(sessions, tokens.refreshToken);
    expect(decodeJwt(next.accessToken)).toEqual(claims(authTime + 60));
    expect(decodeJwt(next.accessToken)['jti']).not.toBe(decodeJwt(tokens.accessToken)['jti']);
  });

  it('an access token has the role at signing, but the current role counts', async () => {
    const { sessions } = await start();
    const { tokens, user } = await signIn(sessions);
    await pools[0]!.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [user.id]);
    expect(await sessions.authenticate(tokens.accessToken)).toMatchObject({ role: 'admin' });
    const next = await refreshed(sessions, tokens.refreshToken);
    const again = await refreshed(sessions, tokens.refreshToken);
    for (const { accessToken } of [next, again]) expect(decodeJwt(accessToken)['role']).toBe('admin');
    expect(decodeJwt((await signIn(sessions, user.phone!)).tokens.accessToken)['role']).toBe('admin');
  });

  it.each([
    [{}, { iss: 'ramz', aud: 'ramz' }],
    [{ PUBLIC_URL: 'https://auth.example' }, { iss: 'https://auth.example', aud: 'https://auth.example' }],
    [{ TOKEN_AUDIENCE: 'shop' }, { iss: 'ramz', aud: 'shop' }],
  ])('an access token with %j has the issuer and audience %j', async (variables, claims) => {
    const { sessions } = await start(variables);
    expect(decodeJwt((await signIn(sessions)).tokens.accessToken)).toMatchObject(claims);
  });

  it('an access token is refused if one of its claims is missing or belongs to another installation', async () => {
    const { sessions, keys } = await start();
    const claims = decodeJwt((await signIn(sessions)).tokens.accessToken);
    const authenticate = async (changed: object) => {
      const { iat: _iat, exp: _exp, ...rest } = { ...claims, ...changed };
      return sessions.authenticate(await keys.sign(rest, 'at+jwt', clock.now(), MINUTE));
    };
    expect(await authenticate({})).toBeDefined();
    for (const name of ['aud', 'client_id', 'jti', 'auth_time', 'sub', 'sid']) {
      expect([name, await authenticate({ [name]: undefined })]).toEqual([name, undefined]);
    }
    for (const name of ['iss', 'aud', 'client_id', 'sub', 'sid']) {
      expect([name, await authenticate({ [name]: 'https://other.example' })]).toEqual([name, undefined]);
    }
  });

  it.each([{ PUBLIC_URL: '' }, { PUBLIC_URL: 'https://auth.example' }])(
    'an access token from before there was an audience is valid until it expires, with %j',
    async (variables) => {
      const { sessions, keys } = await start(variables);
      const { sub, sid, role } = decodeJwt((await signIn(sessions)).tokens.accessToken);
      const iss = variables.PUBLIC_URL || undefined;
      const earlier = await keys.sign({ iss, sub, sid, role }, 'at+jwt', clock.now(), MINUTE);
      expect(await sessions.authenticate(earlier)).toMatchObject({ userId: sub, sessionId: sid });
      clock.advance(MINUTE);
      expect(await sessions.authenticate(earlier)).toBeUndefined();
    },
  );
});

describe('refresh tokens', () => {
  it('a refresh token lives REFRESH_TOKEN_DAYS from the last use of the session', async () => {
    const { sessions } = await start({ REFRESH_TOKEN_DAYS: '3' });
    let { tokens } = await signIn(sessions);
    for (let use = 0; use < 5; use += 1) {
      clock.advance(3 * DAY - 1);
      tokens = await refreshed(sessions, tokens.refreshToken);
    }
    clock.advance(3 * DAY);
    expect(await sessions.refresh(tokens.refreshToken)).toBe('invalid');
  });

  it('a session ends SESSION_MAX_DAYS after sign-in, however often it is used', async () => {
    const { sessions } = await start({ SESSION_MAX_DAYS: '7', REFRESH_TOKEN_DAYS: '3' });
    const { tokens: first, user } = await signIn(sessions);
    let tokens = first;
    for (const days of [2, 2, 2]) {
      clock.advance(days * DAY);
      tokens = await refreshed(sessions, tokens.refreshToken);
    }
    expect(tokens.refreshExpiresInSeconds).toBe(86_400);
    clock.advance(DAY - 5 * MINUTE);
    tokens = await refreshed(sessions, tokens.refreshToken);
    expect(tokens).toMatchObject({ expiresInSeconds: 5 * 60, refreshExpiresInSeconds: 5 * 60 });
    expect(await sessions.list(user.id)).toMatchObject([{ expiresAt: new Date(clock.now() + 5 * MINUTE) }]);
    clock.advance(5 * MINUTE - SECOND);
    expect(await sessions.authenticate(tokens.accessToken)).toBeDefined();
    clock.advance(SECOND);
    expect(await sessions.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await sessions.refresh(tokens.refreshToken)).toBe('invalid');
  });

  it('a refresh token ends with its session if SESSION_MAX_DAYS was shortened since sign-in', async () => {
    const [long, short] = [await start(), await start({ SESSION_MAX_DAYS: '1' })];
    const { tokens } = await signIn(long.sessions);
    const next = await refreshed(long.sessions, tokens.refreshToken);
    clock.advance(DAY);
    for (const token of [next.refreshToken, tokens.refreshToken]) {
      expect(await short.sessions.refresh(token)).toBe('invalid');
    }
  });

  it.each([
    [{}, 30],
    [{ REFRESH_REUSE_SECONDS: '5' }, 5],
  ])(
    'a used refresh token with %j returns the same unused successor for %d seconds, and then ends the session',
    async (variables, seconds) => {
      const { sessions } = await start(variables);
      const { tokens: first } = await signIn(sessions);
      const second = await refreshed(sessions, first.refreshToken);
      clock.advance(seconds * SECOND - 1);
      expect((await refreshed(sessions, first.refreshToken)).refreshToken).toBe(second.refreshToken);
      clock.advance(1);
      expect(await sessions.refresh(first.refreshToken)).toBe('reused');
      expect(await sessions.refresh(second.refreshToken)).toBe('invalid');
      expect(await sessions.authenticate(second.accessToken)).toBeUndefined();
    },
  );

  it('a used refresh token returns no successor with REFRESH_REUSE_SECONDS=0', async () => {
    const { sessions } = await start({ REFRESH_REUSE_SECONDS: '0' });
    const { tokens } = await signIn(sessions);
    await refreshed(sessions, tokens.refreshToken);
    expect(await sessions.refresh(tokens.refreshToken)).toBe('reused');
  });

  it('neither the database nor the keys of the installation reveal the successor of a refresh token', async () => {
    const { sessions } = await start();
    const { tokens: first } = await signIn(sessions);
    const second = await refreshed(sessions, first.refreshToken);
    const rows = await keptSuccessors(first);
    expect(rows).toEqual([{ digest: refreshDigest(first.refreshToken), successor_sealed: expect.any(Buffer) }]);
    const { digest, successor_sealed } = rows[0]!;
    expect(openSuccessor(first.refreshToken, successor_sealed)).toBe(second.refreshToken);
    for (const known of [digest, second.refreshToken]) expect(() => openSuccessor(known, successor_sealed)).toThrow();
    expect(successor_sealed.includes(second.refreshToken)).toBe(false);
  });

  it('a successor is stored only until its first use', async () => {
    const { sessions } = await start();
    const { tokens: first } = await signIn(sessions);
    const second = await refreshed(sessions, first.refreshToken);
    const third = await refreshed(sessions, second.refreshToken);
    expect(await keptSuccessors(first)).toEqual([
      { digest: refreshDigest(second.refreshToken), successor_sealed: expect.any(Buffer) },
    ]);
    await sessions.authenticate(third.accessToken);
    expect((await refreshed(sessions, second.refreshToken)).refreshToken).toBe(third.refreshToken);
  });

  it('a refresh token that the release before has used is refused, and its session continues', async () => {
    const { sessions } = await start();
    const { tokens } = await signIn(sessions);
    const next = await refreshed(sessions, tokens.refreshToken);
    await pools[0]!.query('UPDATE refresh_tokens SET successor_sealed = NULL WHERE digest = $1', [
      refreshDigest(tokens.refreshToken),
    ]);
    expect(await sessions.refresh(tokens.refreshToken)).toBe('invalid');
    await refreshed(sessions, next.refreshToken);
  });

  it('a refresh token does not refresh a session that ends while the request waits', async () => {
    const { sessions } = await start();
    const { tokens } = await signIn(sessions);
    const answer = await behindLock(
      pools[0]!,
      { sql: 'SELECT FROM sessions WHERE id = $1 FOR UPDATE', values: [idOf(tokens)] },
      () => sessions.refresh(tokens.refreshToken),
      (transaction) => transaction.query('UPDATE sessions SET revoked_at = now() WHERE id = $1', [idOf(tokens)]),
    );
    expect(answer).toBe('invalid');
  });

  it('a refresh token that returns after its successor was used ends the session, even at once', async () => {
    const { sessions } = await start();
    const { tokens: first, user } = await signIn(sessions);
    const second = await refreshed(sessions, first.refreshToken);
    const third = await refreshed(sessions, second.refreshToken);
    expect(await sessions.refresh(first.refreshToken)).toBe('reused');
    expect(await sessions.refresh(third.refreshToken)).toBe('invalid');
    expect(await sessions.authenticate(third.accessToken)).toBeUndefined();
    const { rows } = await pools[0]!.query('SELECT revoked_reason FROM sessions WHERE user_id = $1', [user.id]);
    expect(rows).toEqual([{ revoked_reason: 'reuse' }]);
  });

  it('a refresh token has one successor, however many requests use it at once in two processes', async () => {
    const [one, two] = [await start({}, databases[0]), await start({}, databases[1])];
    for (let trial = 0; trial < 50; trial += 1) {
      const { tokens } = await signIn(one.sessions);
      const answers = await Promise.all(
        [one, two, one, two].map(({ sessions }) => refreshed(sessions, tokens.refreshToken)),
      );
      expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    }
    const { rows } = await pools[0]!.query(
      `SELECT count(*)::int AS live FROM refresh_tokens WHERE used_at IS NULL GROUP BY session_id HAVING count(*) > 1`,
    );
    expect(rows).toEqual([]);
  });
});

describe('numbers that sign in again', () => {
  const ADDRESS = () => `owner${randomUUID()}@example.com`;

  /** An administrator with a number, a verified address and two unfinished changes, who was last here some days ago. */
  async function account(days: number) {
    const { sessions } = await start();
    const { user, tokens } = await signIn(sessions);
    const email = ADDRESS();
    await pools[0]!.query(
      `UPDATE users SET email = $2, email_verified_at = created_at, pending_phone = '+989350000000',
         pending_email = 'new@example.com', role = 'admin' WHERE id = $1`,
      [user.id, email],
    );
    clock.advance(days * DAY);
    return { sessions, id: user.id, phone: user.phone!, email, tokens };
  }

  const rowOf = async (id: string) => (await pools[0]!.query('SELECT * FROM users WHERE id = $1', [id])).rows[0];
  const endingsOf = async (id: string) =>
    (
      await pools[0]!.query('SELECT revoked_reason FROM sessions WHERE user_id = $1 ORDER BY created_at, id', [id])
    ).rows.map(({ revoked_reason }) => revoked_reason);

  it('a number unused for ACCOUNT_DORMANT_DAYS ends earlier sessions at sign-in, and loses role and verification', async () => {
    const { sessions, id, phone, email, tokens } = await account(180);
    clock.advance(1);
    const again = await signIn(sessions, phone);
    expect(again.user).toMatchObject({ id, isNew: false, role: 'user', phone, emailVerifiedAt: null });
    expect(await endingsOf(id)).toEqual(['number_returned', null]);
    expect(await sessions.authenticate(tokens.accessToken)).toBeUndefined();
    expect(await sessions.authenticate(again.tokens.accessToken)).toMatchObject({ userId: id, role: 'user' });
    expect(await rowOf(id)).toMatchObject({ email, pending_phone: null, pending_email: null });
  });

  it('a number used within ACCOUNT_DORMANT_DAYS keeps its sessions, role and verification at sign-in', async () => {
    const { sessions, id, phone, email } = await account(180);
    const again = await signIn(sessions, phone);
    expect(again.user).toMatchObject({ id, role: 'admin', email, emailVerifiedAt: expect.any(Date) });
    expect(await endingsOf(id)).toEqual([null, null]);
  });

  it('a refresh counts as use of the number, also if the clean-up has deleted its session', async () => {
    const { sessions, id, phone, tokens } = await account(29);
    await refreshed(sessions, tokens.refreshToken);
    clock.advance(180 * DAY);
    await pools[0]!.query('DELETE FROM sessions WHERE user_id = $1', [id]);
    expect((await signIn(sessions, phone)).user).toMatchObject({ role: 'admin' });
  });

  it('a number counts as returned after sixty days with ACCOUNT_DORMANT_DAYS=60', async () => {
    const { id, phone } = await account(61);
    const { sessions } = await start({ ACCOUNT_DORMANT_DAYS: '60' });
    await signIn(sessions, phone);
    expect(await endingsOf(id)).toEqual(['number_returned', null]);
  });

  it('a sign-in by a code sent to the address does not count as a return of the number', async () => {
    const { sessions, id, phone, email } = await account(200);
    const code = await rightCode(phone);
    await pools[0]!.query(
      `INSERT INTO messages (id, channel, kind, recipient, otp_token_id, expires_at)
       VALUES (gen_random_uuid(), 'email', 'otp', $1, $2, now())`,
      [email, code],
    );
    expect((await sessions.signIn(code, 'test'))!.user).toMatchObject({ id, role: 'admin', email });
    expect(await endingsOf(id)).toEqual([null, null]);
  });

  it('after a return, the mailbox of the address signs in to an account of its own', async () => {
    const { sessions, id, phone, email } = await account(200);
    await signIn(sessions, phone);
    const mailbox = await signIn(sessions, email);
    expect(mailbox.user).toMatchObject({ isNew: true, email, phone: null });
    expect(mailbox.user.id).not.toBe(id);
    expect(await rowOf(id)).toMatchObject({ phone, email: null });
    expect((await signIn(sessions, email)).user).toMatchObject({ id: mailbox.user.id, isNew: false });
  });

  it('two concurrent sign-ins in two processes count as one return', async () => {
    const [one, two] = [await start({}, databases[0]), await start({}, databases[1])];
    for (let trial = 0; trial < 30; trial += 1) {
      const { id, phone } = await account(200);
      const [login, registration] = [await rightCode(phone), await rightCode(phone, 'registration')];
      const answers = await Promise.all([one.sessions.signIn(login, 'a'), two.sessions.signIn(registration, 'b')]);
      for (const answer of answers) {
        expect(await one.sessions.authenticate(answer!.tokens.accessToken)).toMatchObject({ userId: id });
      }
      expect((await endingsOf(id)).filter((reason) => reason !== null)).toEqual(['number_returned']);
    }
  });

  it('a number does not count as returned if its account is used while the sign-in waits', async () => {
    const { sessions, id, phone } = await account(200);
    const code = await rightCode(phone);
    const signedIn = await behindLock(
      pools[0]!,
      { sql: 'SELECT FROM users WHERE id = $1 FOR UPDATE', values: [id] },
      () => sessions.signIn(code, 'test'),
      (transaction) =>
        transaction.query('UPDATE users SET last_login_at = $2 WHERE id = $1', [id, new Date(clock.now())]),
    );
    expect(signedIn!.user).toMatchObject({ id, role: 'admin', emailVerifiedAt: expect.any(Date) });
    expect(await endingsOf(id)).toEqual([null, null]);
  });

  it('a return that races a refresh either ends the refreshed session or finds the account in use', async () => {
    const [one, two] = [
      await start({ REFRESH_TOKEN_DAYS: '365', SESSION_MAX_DAYS: '365' }, databases[0]),
      await start(),
    ];
    for (let trial = 0; trial < 30; trial += 1) {
      const { user, tokens: first } = await signIn(one.sessions);
      clock.advance(200 * DAY);
      const code = await rightCode(user.phone!);
      const [kept] = await Promise.all([one.sessions.refresh(first.refreshToken), two.sessions.signIn(code, 'test')]);
      const isKept = typeof kept !== 'string' && (await one.sessions.authenticate(kept.accessToken)) !== undefined;
      expect(await endingsOf(user.id)).toEqual([isKept ? null : 'number_returned', null]);
    }
  });
});

describe('session list', () => {
  it('the session list contains the sessions that have not ended, the one used last first', async () => {
    const { sessions } = await start({ REFRESH_TOKEN_DAYS: '1' });
    const { e164 } = newPhoneNumber();
    const { user } = await signIn(sessions, e164);
    clock.advance(DAY);
    const [second, third, fourth] = [
      await signIn(sessions, e164),
      await signIn(sessions, e164),
      await signIn(sessions, e164),
    ];
    clock.advance(SECOND);
    await refreshed(sessions, second.tokens.refreshToken);
    await sessions.logout(idOf(fourth.tokens));
    expect(await sessions.list(user.id)).toEqual([
      {
        id: idOf(second.tokens),
        userAgent: 'test',
        createdAt: new Date(clock.now() - SECOND),
        lastUsedAt: new Date(clock.now()),
        expiresAt: new Date(clock.now() + DAY),
      },
      expect.objectContaining({ id: idOf(third.tokens), lastUsedAt: new Date(clock.now() - SECOND) }),
    ]);
  });

  it('the session list has at most 100 entries', async () => {
    const { sessions } = await start();
    const { user } = await signIn(sessions);
    await pools[0]!.query(
      `INSERT INTO sessions (id, user_id, expires_at) SELECT gen_random_uuid(), $1, $2 FROM generate_series(1, 150)`,
      [user.id, new Date(clock.now() + DAY)],
    );
    expect(await sessions.list(user.id)).toHaveLength(100);
  });
});

describe('key rotation', () => {
  it('rotating the token keys step by step ends no session', async () => {
    const processes = [];
    for (const keys of [[A], [A, B], [B, A], [B]]) {
      processes.push(await start({ TOKEN_PRIVATE_KEYS: `[${keys.join(',')}]` }));
    }
    const kids = processes.map(({ keys }) => keys.jwks.keys.map(({ kid }) => kid));
    expect(kids).toEqual([['a'], ['a', 'b'], ['b', 'a'], ['b']]);

    const [first, published, signing, last] = processes.map(({ sessions }) => sessions) as [
      SessionService,
      SessionService,
      SessionService,
      SessionService,
    ];
    const { tokens, user } = await signIn(first);
    const { refreshToken: idle } = (await signIn(first, user.phone!)).tokens;
    expect(await published.authenticate(tokens.accessToken)).toBeDefined();
    const second = await refreshed(published, tokens.refreshToken);
    expect(decodeProtectedHeader(second.accessToken).kid).toBe('a');

    expect(await signing.authenticate(second.accessToken)).toBeDefined();
    const third = await refreshed(signing, second.refreshToken);
    expect(decodeProtectedHeader(third.accessToken).kid).toBe('b');
    // What restarts one by one answers side by side.
    expect(await published.authenticate(third.accessToken)).toBeDefined();

    expect(await last.authenticate(third.accessToken)).toBeDefined();
    expect(await last.authenticate(second.accessToken)).toBeUndefined();
    for (const token of [third.refreshToken, idle]) {
      const { accessToken } = await refreshed(last, token);
      expect(await last.authenticate(accessToken)).toMatchObject({ userId: user.id });
    }
  });

  it('rotating the data keys does not affect refresh tokens and their repeats', async () => {
    const [before, after] = ['a', 'b'].map((id) => `${id}:${Buffer.alloc(32, id).toString('base64')}`);
    const [{ sessions: one }, { sessions: two }] = [
      await start({ DATA_KEYS: before! }),
      await start({ DATA_KEYS: after! }),
    ];
    const { tokens: first } = await signIn(one);
    const second = await refreshed(one, first.refreshToken);
    expect((await refreshed(two, first.refreshToken)).refreshToken).toBe(second.refreshToken);
  });
});

/** The copies of successors that the session of these tokens has. */
async function keptSuccessors(tokens: SessionTokens): Promise<{ digest: string; successor_sealed: Buffer }[]> {
  const { rows } = await pools[0]!.query(
    'SELECT digest, successor_sealed FROM refresh_tokens WHERE session_id = $1 AND successor_sealed IS NOT NULL',
    [idOf(tokens)],
  );
  return rows;
}

function idOf({ accessToken }: SessionTokens): string {
  return decodeJwt(accessToken)['sid'] as string;
}

function tokenKey(kid: string): string {
  return JSON.stringify({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid });
}
