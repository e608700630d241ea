import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

/** Message ids whose last eight digits are below it let another provider come first. */
const EXPLORED_BELOW = 0.1 * 2 ** 32;
const ASKED = 40;

describe('ROUTE_BY_CONVERSION', () => {
  const ramz = withRamz(
    {
      ADMIN_API_KEYS,
      ROUTE_BY_CONVERSION: 'true',
      SMS_ROUTES: 'TR=twilio,kavenegar;IR=kavenegar',
      SMS_ALLOWED_COUNTRIES: '*',
      RATE_LIMITS: 'otp_ip=off',
    },
    { providers: ['kavenegar', 'twilio'] },
  );
  let lastTurkish = 0;

  beforeAll(() =>
    ramz.database.query(
      `INSERT INTO conversion_hours (hour, country, prefix, provider, sent, verified)
       SELECT date_trunc('hour', now(), 'UTC') - n * interval '1 hour', 'TR', '+90532', provider, 200, verified
       FROM generate_series(1, 8) n, (VALUES ('twilio', 40), ('kavenegar', 160)) AS p (provider, verified)`,
    ),
  );

  /** Asks for a code, and returns its message once a provider has accepted it. */
  async function sent(phone: string) {
    const { body } = await askForCode(ramz.url, phone).expect(200);
    return eventually(async () => {
      const { rows } = await ramz.database.query<{ id: string; provider: string; route_reason: string | null }>(
        `SELECT id, provider, route_reason FROM messages WHERE otp_token_id = $1 AND status IN ('accepted', 'delivered')`,
        [body.challenge_id],
      );
      expect(rows).toHaveLength(1);
      return rows[0]!;
    });
  }

  it('codes go to the provider whose codes are entered, but for a share that measures the other one', async () => {
    const numbers = Array.from({ length: ASKED }, () => `+90532${String((lastTurkish += 1)).padStart(7, '0')}`);
    for (const message of await Promise.all(numbers.map(sent))) {
      const isExplored = Number.parseInt(message.id.slice(-8), 16) < EXPLORED_BELOW;
      expect([message.id, message.provider]).toEqual([message.id, isExplored ? 'twilio' : 'kavenegar']);
      const counts = 'Codes to TR entered within 6 hours: twilio 240 of 1200, kavenegar 960 of 1200';
      const explored = '; twilio comes first for a share of the codes, to be measured';
      expect(message.route_reason).toBe(`${counts}${isExplored ? explored : ''}.`);
    }
  });

  it('the reason is part of the message and of its explanation, and a route of one provider has none', async () => {
    const { id, route_reason } = await sent('+905329999999');
    const admin = adminOf(ramz.url);
    const { body: message } = await admin.get(`/api/v1/sms/messages/${id}`).expect(200);
    expect(message.route_reason).toBe(route_reason);
    const { body: explained } = await admin.post('/api/v1/admin/explain', { query: id }).expect(200);
    const kinds = explained.timeline.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['asked', 'route', 'attempt']);
    expect(explained.timeline[1].text).toBe(route_reason);
    const single = await sent('+989121234567');
    expect(single).toMatchObject({ provider: 'kavenegar', route_reason: null });
  });

  it('the conversion of each day is shown by country and provider', async () => {
    const { body } = await adminOf(ramz.url).get('/api/v1/fraud/conversion').expect(200);
    expect(body.items[0]).toEqual({
      country: 'TR',
      provider: 'kavenegar',
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      sent: expect.any(Number),
      verified: expect.any(Number),
      ratio: 0.8,
    });
  });
});
