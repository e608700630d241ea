import { createHash } from 'node:crypto';
import { codeOf } from '../support/accounts.js';
import { adminOf, ADMIN_API_KEYS } from '../support/admin.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { withRamz } from '../support/with-ramz.js';

const FUNNEL = '/api/v1/admin/funnel';
const SEND_KEY = 'ramz_test-key-of-the-sender';
const KEYS = `${ADMIN_API_KEYS},sender:${createHash('sha256').update(SEND_KEY).digest('hex')}:send`;

describe('funnel of codes', () => {
  const ramz = withRamz({ ADMIN_API_KEYS: KEYS, OTP_TEST_NUMBERS: '+989120009999:123456@2099-01-01' });

  it('counts codes as far as they have come, over time, by country and by provider, without test numbers', async () => {
    const [entered, ignored] = [newPhoneNumber().e164, newPhoneNumber().e164];
    const { body } = await askForCode(ramz.url, entered).expect(200);
    await askForCode(ramz.url, ignored).expect(200);
    await askForCode(ramz.url, '+989120009999').expect(200);
    const counts = { asked: 2, accepted: 2, delivered: 1, verified: 1 };
    // A code that is entered at once cancels its message.
    await eventually(async () => {
      const { rows } = await ramz.database.query("SELECT count(*)::int FROM messages WHERE status = 'accepted'");
      expect(rows[0].count).toBe(2);
    });
    await verifyCode(ramz.url, entered, await codeOf(ramz.database, body.challenge_id)).expect(200);
    await ramz.database.query("UPDATE messages SET status = 'delivered' WHERE recipient = $1", [ignored]);
    for (const [window, steps] of [
      ['day', 24],
      ['week', 28],
    ] as const) {
      const { body: funnel } = await adminOf(ramz.url).get(`${FUNNEL}?window=${window}`).expect(200);
      expect(funnel.totals).toEqual(counts);
      expect(funnel.steps).toHaveLength(steps);
      expect(funnel.countries).toEqual([{ country: 'IR', ...counts }]);
      expect(funnel.providers).toEqual([{ provider: 'simulation', ...counts }]);
    }
  });

  it('reads the database once for several requests, and records each of them', async () => {
    const before = await adminOf(ramz.url).get(FUNNEL).expect(200);
    const again = await adminOf(ramz.url).get(FUNNEL).expect(200);
    expect(again.body.to).toBe(before.body.to);
    const { rows } = await ramz.database.query("SELECT status FROM admin_actions WHERE action = 'showFunnel'");
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });

  it('needs the scope read and a known window', async () => {
    const refused = await adminOf(ramz.url, SEND_KEY).get(FUNNEL).expect(403);
    expect(problemFault(refused)).toBeUndefined();
    await adminOf(ramz.url).get(`${FUNNEL}?window=year`).expect(400);
  });
});
