import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { startFakeKavenegar } from '../support/fake-kavenegar.mjs';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

const ADMIN_KEY = 'ramz_an_admin_key_of_tests';

let environment: TestEnvironment;
let kavenegar: Awaited<ReturnType<typeof startFakeKavenegar>>;

beforeAll(async () => {
  environment = await createTestEnvironment();
  kavenegar = await startFakeKavenegar({ apiKey: 'kavenegar-key' });
});
afterAll(async () => {
  await kavenegar.close();
  await environment.dispose();
});

function start(variables: Record<string, string>): Promise<RamzProcess> {
  return RamzProcess.start({
    ...environment.variables,
    KAVENEGAR_API_KEY: 'kavenegar-key',
    KAVENEGAR_BASE_URL: kavenegar.url,
    ADMIN_API_KEYS: `tests:${createHash('sha256').update(ADMIN_KEY).digest('hex')}`,
    ...variables,
  });
}

describe('A process whose clock is wrong', () => {
  it.each([
    ['ten minutes ahead', 600_000, /10 minutes ahead of/],
    ['ten minutes behind', -600_000, /10 minutes behind/],
  ])('uses the time of the database, and is a problem in the status: %s', async (_title, skewMs, problem) => {
    const right = await start({});
    const wrong = await start({
      NODE_OPTIONS: `--require ${resolve('test/support/skewed-clock.cjs')}`,
      TEST_SKEW_MS: String(skewMs),
    });
    for (const [asked, verified] of [
      [right, wrong],
      [wrong, right],
    ] as const) {
      const { e164 } = newPhoneNumber();
      await askForCode(asked.url, e164).expect(200);
      await kavenegar.waitForMessage(e164);
      const { body } = await verifyCode(verified.url, e164, kavenegar.lastCodeFor(e164) ?? '').expect(200);
      await supertest(asked.url).get('/api/v1/auth/me').auth(body.access_token, { type: 'bearer' }).expect(200);
    }
    expect(wrong.logs).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'clock differs from the database',
        skew_ms: expect.any(Number),
      }),
    );
    const { body } = await supertest(right.url).get('/api/v1/sms/status').set('X-API-Key', ADMIN_KEY).expect(200);
    expect(body.problems).toEqual([expect.stringMatching(problem)]);
    await Promise.all([right.stop(), wrong.stop()]);
  });
});
