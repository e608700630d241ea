import pg from 'pg';
import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

describe('Sessions over two API processes', () => {
  let environment: TestEnvironment;
  let processes: RamzProcess[];
  let database: pg.Pool;

  beforeAll(async () => {
    environment = await createTestEnvironment();
    const variables = { ...environment.variables, ROLE: 'api' };
    processes = await Promise.all([RamzProcess.start(variables), RamzProcess.start(variables)]);
    database = new pg.Pool({ connectionString: environment.databaseUrl });
  });

  afterAll(async () => {
    await Promise.all([database.end(), ...processes.map((process) => process.stop())]);
    await environment.dispose();
  });

  const url = (index = 0) => processes[index % 2]!.url;

  async function signIn(): Promise<{ access_token: string; refresh_token: string }> {
    const { e164 } = newPhoneNumber();
    const asked = await askForCode(url(), e164).expect(200);
    const { rows } = await database.query('SELECT debug_code FROM otp_tokens WHERE id = $1', [asked.body.challenge_id]);
    return (await verifyCode(url(), e164, rows[0].debug_code).expect(200)).body;
  }

  const refresh = (token: string, process = 0) =>
    supertest(url(process)).post('/api/v1/auth/token/refresh').send({ refresh_token: token });
  const me = (token: string) => supertest(url()).get('/api/v1/auth/me').set('Authorization', `Bearer ${token}`);

  it('tell who is signed in, and nobody without a token', async () => {
    const { access_token } = await signIn();
    const { body } = await me(access_token).expect(200);
    expect(body).toMatchObject({ id: expect.any(String), phone_number: expect.stringMatching(/^\+98912/) });
    await me('nonsense').expect(401);
    await me(`${access_token.slice(0, -2)}xx`).expect(401);
    const refused = await supertest(url()).get('/api/v1/auth/me').expect(401);
    expect(refused.body.code).toBe('unauthorized');
    expect(refused.headers['www-authenticate']).toBe('Bearer');
  });

  it('go on with a new refresh token each time', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token).expect(200)).body;
    const third = (await refresh(second.refresh_token).expect(200)).body;
    expect(new Set([first, second, third].map((tokens) => tokens.refresh_token)).size).toBe(3);
    await me(third.access_token).expect(200);
  });

  it('give a client that refreshes ten times at once one and the same successor', async () => {
    const { refresh_token } = await signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => refresh(refresh_token, index)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  });

  it('end when a token comes back whose successor was used', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token).expect(200)).body;
    const third = (await refresh(second.refresh_token).expect(200)).body;
    const reused = await refresh(first.refresh_token).expect(401);
    expect(reused.body.code).toBe('token_reused');
    expect((await refresh(third.refresh_token).expect(401)).body.code).toBe('unauthorized');
    await me(third.access_token).expect(401);
  });

  it('end when a spent token comes back after ten seconds', async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh_token).expect(200)).body;
    await database.query(
      `UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE used_at IS NOT NULL`,
    );
    expect((await refresh(first.refresh_token).expect(401)).body.code).toBe('token_reused');
    await refresh(second.refresh_token).expect(401);
  });

  it('end at logout, on every process at once', async () => {
    const { access_token, refresh_token } = await signIn();
    await supertest(url(1)).post('/api/v1/auth/logout').set('Authorization', `Bearer ${access_token}`).expect(204);
    await me(access_token).expect(401);
    await refresh(refresh_token).expect(401);
  });

  it('refuse what is no refresh token', async () => {
    await refresh('x').expect(400);
    expect((await refresh('x'.repeat(43)).expect(401)).body.code).toBe('unauthorized');
  });

  it('keep only digests', async () => {
    const { refresh_token } = await signIn();
    const { rows } = await database.query('SELECT digest, successor FROM refresh_tokens');
    expect(JSON.stringify(rows)).not.toContain(refresh_token);
  });
});
