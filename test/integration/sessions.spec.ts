import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import pg from 'pg';
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
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const KEYS = { k1: dataKey('k1'), k2: dataKey('k2') };
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
  const sessions = new SessionService(
    secrets,
    sessionConfig.read(all),
    new SignInRepository(prisma),
    new RefreshTokenRepository(prisma),
    new SessionRepository(prisma),
    keys,
    clock,
  );
  return { sessions, keys };
}

async function signIn(sessions: SessionService, phone = newPhoneNumber().e164) {
  const id = randomUUID();
  await pools[0]!.query(
    `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
       expires_at, resend_at)
     VALUES ($1, 'login', 'sms', $2, 'active', '', '', 5, 'en', $3, $3)`,
    [id, phone, new Date(clock.now() + MINUTE)],
  );
  const signedIn = await sessions.signIn(id, 'test');
  if (!signedIn) throw new Error('The code was not taken');
  return signedIn;
}

async function refreshed(sessions: SessionService, token: string): Promise<SessionTokens> {
  const tokens = await sessions.refresh(token);
  if (typeof tokens === 'string') throw new Error(`Refused: ${tokens}`);
  return tokens;
}

describe('An access token', () => {
  it('is good until ACCESS_TOKEN_MINUTES have passed, and not a moment longer', async () => {
    const { sessions } = await start({ ACCESS_TOKEN_MINUTES: '7' });
    const { tokens, user } = await signIn(sessions);
    expect(tokens.expiresInSeconds).toBe(7 * 60);
    clock.advance(7 * MINUTE - 1);
    expect(await sessions.authenticate(tokens.accessToken)).toMatchObject({ userId: user.id });
    clock.advance(1);
    expect(await sessions.authenticate(tokens.accessToken)).toBeUndefined();
  });

  it('names user, session, issuer and the role at the time it was signed, while the role of now is what counts', async () => {
    const { sessions } = await start({ PUBLIC_URL: 'https://auth.example/base/' });
    const { tokens, user } = await signIn(sessions);
    expect(decodeProtectedHeader(tokens.accessToken)).toEqual({ alg: 'EdDSA', kid: 't1', typ: 'at+jwt' });
    const issuedAt = clock.now() / SECOND;
    expect(decodeJwt(tokens.accessToken)).toEqual({
      iss: 'https://auth.example/base',
      sub: user.id,
      sid: expect.stringMatching(/^[\da-f-]{36}$/),
      role: 'user',
      iat: issuedAt,
      exp: issuedAt + 15 * 60,
    });
    await pools[0]!.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [user.id]);
    expect(await sessions.authenticate(tokens.accessToken)).toMatchObject({ role: 'admin' });
    const next = await refreshed(sessions, tokens.refreshToken);
    const again = await refreshed(sessions, tokens.refreshToken);
    for (const { accessToken } of [next, again]) expect(decodeJwt(accessToken)['role']).toBe('admin');
    expect(decodeJwt((await signIn(sessions, user.phone!)).tokens.accessToken)['role']).toBe('admin');
  });

  it('names no issuer where there is no PUBLIC_URL', async () => {
    const { sessions } = await start();
    expect(decodeJwt((await signIn(sessions)).tokens.accessToken)).not.toHaveProperty('iss');
  });
});

describe('A refresh token', () => {
  it('lives REFRESH_TOKEN_DAYS from the last use of the session, however old the session is', async () => {
    const { sessions } = await start({ REFRESH_TOKEN_DAYS: '3' });
    let { tokens } = await signIn(sessions);
    for (let use = 0; use < 5; use += 1) {
      clock.advance(3 * DAY - 1);
      tokens = await refreshed(sessions, tokens.refreshToken);
    }
    clock.advance(3 * DAY);
    expect(await sessions.refresh(tokens.refreshToken)).toBe('invalid');
  });

  it('gives the same successor for ten seconds while that is unused, and ends the session after them', async () => {
    const { sessions } = await start();
    const { tokens: first } = await signIn(sessions);
    const second = await refreshed(sessions, first.refreshToken);
    clock.advance(10 * SECOND - 1);
    expect((await refreshed(sessions, first.refreshToken)).refreshToken).toBe(second.refreshToken);
    clock.advance(1);
    expect(await sessions.refresh(first.refreshToken)).toBe('reused');
    expect(await sessions.refresh(second.refreshToken)).toBe('invalid');
    expect(await sessions.authenticate(second.accessToken)).toBeUndefined();
  });

  it('ends the session when it comes back after its successor was used, be it at once', async () => {
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

  it('has one successor, however many use it at once in two processes', async () => {
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

describe('The list of sessions', () => {
  it('has those that are not over, the one used last first', async () => {
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

  it('is 100 long at most', async () => {
    const { sessions } = await start();
    const { user } = await signIn(sessions);
    await pools[0]!.query(
      `INSERT INTO sessions (id, user_id, expires_at) SELECT gen_random_uuid(), $1, $2 FROM generate_series(1, 150)`,
      [user.id, new Date(clock.now() + DAY)],
    );
    expect(await sessions.list(user.id)).toHaveLength(100);
  });
});

describe('New keys', () => {
  it('of tokens, brought in step by step, log nobody out', async () => {
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

  it('of data leave refresh tokens and their ten seconds as they are', async () => {
    const processes = [];
    for (const keys of [[KEYS.k1], [KEYS.k1, KEYS.k2], [KEYS.k2, KEYS.k1]]) {
      processes.push((await start({ DATA_KEYS: keys.join(',') })).sessions);
    }
    const [before, both, after] = processes as [SessionService, SessionService, SessionService];
    const { tokens: first } = await signIn(before);
    const second = await refreshed(before, first.refreshToken);
    for (const sessions of [both, after]) {
      expect((await refreshed(sessions, first.refreshToken)).refreshToken).toBe(second.refreshToken);
    }
    const third = await refreshed(after, second.refreshToken);
    expect((await refreshed(both, second.refreshToken)).refreshToken).toBe(third.refreshToken);
    const fourth = await refreshed(both, third.refreshToken);
    expect((await refreshed(after, third.refreshToken)).refreshToken).toBe(fourth.refreshToken);
  });
});

function idOf({ accessToken }: SessionTokens): string {
  return decodeJwt(accessToken)['sid'] as string;
}

function dataKey(id: string): string {
  return `${id}:${Buffer.alloc(32, id).toString('base64')}`;
}

function tokenKey(kid: string): string {
  return JSON.stringify({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid });
}
