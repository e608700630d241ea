import { resolve } from 'node:path';
import supertest from 'supertest';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { withRamz } from '../support/with-ramz.js';

describe('A process whose clock is wrong', () => {
  const ramz = withRamz({ ADMIN_API_KEYS }, { providers: ['kavenegar'] });

  it.each([
    ['ten minutes ahead', 600_000, /10 minutes ahead of/],
    ['ten minutes behind', -600_000, /10 minutes behind/],
  ])('uses the time of the database, and is a problem in the status: %s', async (_title, skewMs, problem) => {
    const right = ramz.process;
    const wrong = await ramz.addProcess({
      NODE_OPTIONS: `--require ${resolve('test/support/skewed-clock.cjs')}`,
      TEST_SKEW_MS: String(skewMs),
    });
    for (const [asked, verified] of [
      [right, wrong],
      [wrong, right],
    ] as const) {
      const { e164 } = newPhoneNumber();
      await askForCode(asked.url, e164).expect(200);
      await ramz.kavenegar.waitForMessage(e164);
      const { body } = await verifyCode(verified.url, e164, ramz.kavenegar.lastCodeFor(e164) ?? '').expect(200);
      await supertest(asked.url).get('/api/v1/auth/me').auth(body.access_token, { type: 'bearer' }).expect(200);
    }
    expect(wrong.logs).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'clock differs from the database',
        skew_ms: expect.any(Number),
      }),
    );
    const { body } = await adminOf(right.url).get('/api/v1/sms/status').expect(200);
    expect(body.problems).toEqual([expect.stringMatching(problem)]);
    await wrong.stop();
  });
});
