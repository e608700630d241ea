import pg from 'pg';
import supertest from 'supertest';
import { codeOf } from '../support/accounts.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

const HOUR = 3600;

describe('A stranger who knows the number', () => {
  let environment: TestEnvironment;
  let ramz: RamzProcess;
  let database: pg.Pool;

  beforeAll(async () => {
    environment = await createTestEnvironment();
    database = new pg.Pool({ connectionString: environment.databaseUrl, max: 2 });
    // The limits of a number are on, as by default; all calls of this test come from one address.
    const RATE_LIMITS = 'otp_ip=off,verify_ip=off,otp_phone=off';
    ramz = await RamzProcess.start({ ...environment.variables, ROLE: 'api', RATE_LIMITS });
  });

  afterAll(async () => {
    await Promise.all([ramz.stop(), database.end()]);
    await environment.dispose();
  });

  const verify = (body: object) => supertest(ramz.url).post('/api/v1/auth/otp/verify').send(body);
  const flood = (number: string, calls: number) =>
    Promise.all(Array.from({ length: calls }, () => verifyCode(ramz.url, number, 'wrong')));

  it('uses up at most two codes of the owner with guesses; then the challenge keeps the owner in', async () => {
    const { e164 } = newPhoneNumber();
    for (let code = 0; code < 2; code += 1) {
      await askForCode(ramz.url, e164).expect(200);
      await flood(e164, 40);
    }
    const { challenge_id } = (await askForCode(ramz.url, e164).expect(200)).body;
    const code = await codeOf(database, challenge_id);
    const answers = await flood(e164, 100);
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['rate_limited']));
    expect((await verify({ challenge_id, code }).expect(200)).body.access_token).toEqual(expect.any(String));
  });

  it('keeps the owner from entering a code by the number alone for an hour at most', async () => {
    const { e164 } = newPhoneNumber();
    for (let code = 0; code < 3; code += 1) {
      await askForCode(ramz.url, e164).expect(200);
      await flood(e164, 20);
    }
    const { body } = await verifyCode(ramz.url, e164, 'wrong');
    expect(body.code).toBe('rate_limited');
    expect(body.retry_after).toBeLessThanOrEqual(HOUR);
  });

  it('keeps the owner from asking for an hour at most, and the owner gets in with the codes the stranger has had sent', async () => {
    const { e164 } = newPhoneNumber();
    const asked = await Promise.all(Array.from({ length: 5 }, () => askForCode(ramz.url, e164)));
    const refused = (await askForCode(ramz.url, e164).expect(429)).body;
    expect(refused.retry_after).toBeLessThanOrEqual(HOUR);
    const { rows } = await database.query(`SELECT id FROM otp_tokens WHERE recipient = $1 AND status = 'active'`, [
      e164,
    ]);
    expect(asked.map(({ body }) => body.challenge_id)).toContain(rows[0].id);
    await verifyCode(ramz.url, e164, await codeOf(database, rows[0].id)).expect(200);
  });

  it('has a hundred guesses in a row, with whatever they are made, until the owner enters a right code', async () => {
    const { e164 } = newPhoneNumber();
    await database.query(
      `INSERT INTO otp_tokens (id, purpose, channel, recipient, code_digest, pepper_id, max_attempts, locale, expires_at, resend_at)
       VALUES (gen_random_uuid(), 'login', 'sms', $1, 'none', 't1', 1000, 'en', now() + interval '1 hour', now())`,
      [e164],
    );
    const clearHour = () => database.query(`DELETE FROM rate_limits WHERE key LIKE 'wrong_codes_hour%'`);
    let evaluated = 0;
    for (let round = 0; round < 12; round += 1) {
      const answers = await flood(e164, 20);
      evaluated += answers.filter(({ body }) => body.code === 'otp_incorrect').length;
      await clearHour();
    }
    expect(evaluated).toBe(100);
    const { body } = await verifyCode(ramz.url, e164, 'wrong');
    expect(body).toMatchObject({ code: 'rate_limited' });
    expect(body.retry_after).toBeLessThanOrEqual(24 * HOUR);
  });
});
