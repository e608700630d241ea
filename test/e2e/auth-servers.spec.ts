import { DEFAULT_POLICY } from '../../src/fraud/policy/default-policy.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { codeRequestOf, HOOK_SECRETS, postHook, signed, type AuthServerName } from '../support/auth-server-requests.js';
import { newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { withRamz } from '../support/with-ramz.js';

const SERVERS = Object.keys(HOOK_SECRETS) as AuthServerName[];
const MINUTE = 60_000;

/** How each server is told about a refusal, whatever its cause. */
const REFUSALS: Record<AuthServerName, (status: number, code: string) => { status: number; body: object }> = {
  supabase: (status) => ({ status: 200, body: { error: { http_code: status, message: expect.any(String) } } }),
  authgear: (status, code) => ({ status, body: { provider_error_code: code, code: expect.any(String) } }),
  zitadel: (status, code) => ({ status, body: { status, code } }),
  kratos: (status, code) => ({ status, body: { status, code } }),
};

describe('codes of other auth servers', () => {
  const ramz = withRamz(
    async ({ database }) => {
      // Neighbouring numbers are no suspects here: the guard counts, and decides nothing.
      await database.query('INSERT INTO fraud_policies (version, document, created_at) VALUES (0, $1, now())', [
        JSON.stringify({ ...DEFAULT_POLICY, rules: {} }),
      ]);
      return {
        ADMIN_API_KEYS,
        HOOK_SECRETS: Object.entries(HOOK_SECRETS)
          .map((pair) => pair.join(':'))
          .join(','),
        CAPTCHA_PROVIDER: 'turnstile',
        CAPTCHA_SITE_KEY: '1x00000000000000000000AA',
        CAPTCHA_SECRET: '1x0000000000000000000000000000000AA',
        CAPTCHA_DEMAND: 'always',
        RATE_LIMITS: 'otp_phone=2/120',
      };
    },
    { providers: ['kavenegar'] },
  );
  const post = (server: AuthServerName, request: ReturnType<typeof signed>) => postHook(ramz.url, server, request);
  const textsTo = (phone: string) => ramz.kavenegar.messagesFor(phone);

  describe.each(SERVERS)('%s', (server) => {
    const refusal = (status: number, code: string) => REFUSALS[server](status, code);

    it(`the code of ${server} arrives by the template of the provider, without a human check`, async () => {
      const { e164 } = newPhoneNumber();
      await post(server, codeRequestOf(server, e164, '561166')).expect(200);
      await ramz.kavenegar.waitForMessage(e164);
      expect(textsTo(e164)).toMatchObject([{ method: 'lookup', token: '561166' }]);
    });

    it(`a repeated request of ${server} sends nothing more, with a new signature too`, async () => {
      const { e164 } = newPhoneNumber();
      await Promise.all([1, 2, 3].map(() => post(server, codeRequestOf(server, e164, '220033')).expect(200)));
      await ramz.kavenegar.waitForMessage(e164);
      const { rows } = await ramz.database.query('SELECT FROM messages WHERE recipient = $1', [e164]);
      expect(rows).toHaveLength(1);
    });

    it(`a request of ${server} with another secret is refused, and nothing is stored`, async () => {
      const { e164 } = newPhoneNumber();
      const { status, body } = refusal(401, 'unauthorized');
      const forged = codeRequestOf(server, e164, '561166', {
        secret: server === 'supabase' ? `v1,whsec_${Buffer.alloc(32, 'x').toString('base64')}` : 'x'.repeat(32),
      });
      expect((await post(server, forged).expect(status)).body).toMatchObject(body);
      const { rows } = await ramz.database.query('SELECT FROM otp_tokens WHERE recipient = $1', [e164]);
      expect(rows).toEqual([]);
    });

    it(`the limits of a number hold for codes of ${server}`, async () => {
      const { e164 } = newPhoneNumber();
      for (const [index, code] of ['100001', '100002'].entries()) {
        await post(server, codeRequestOf(server, e164, code)).expect(200, {
          ...(server === 'authgear' && { code: 'ok' }),
        });
        // A code that is replaced before it is sent does not count.
        await ramz.kavenegar.waitForMessage(e164, { count: index + 1 });
      }
      const { status, body } = refusal(429, 'rate_limited');
      const refused = await post(server, codeRequestOf(server, e164, '100003')).expect(status);
      expect(refused.body).toMatchObject(body);
      expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    });

    it(`a bad number of ${server} and a message without a code are refused in its own words`, async () => {
      const invalid = refusal(400, 'phone_number_invalid');
      const bad = await post(server, codeRequestOf(server, '+98123', '561166')).expect(invalid.status);
      expect(bad.body).toMatchObject(invalid.body);
      const empty = refusal(400, 'validation_failed');
      expect((await post(server, signed(server, {})).expect(empty.status)).body).toMatchObject(empty.body);
    });

    it(`a code of ${server} counts as verified once the server says that it was entered`, async () => {
      const { e164, national } = newPhoneNumber();
      await post(server, codeRequestOf(server, e164, '778899')).expect(200);
      await ramz.kavenegar.waitForMessage(e164);
      const entered = () => adminOf(ramz.url).post(`/api/v1/hooks/${server}/entered`, { phone_number: national });
      const answers = await Promise.all([1, 2, 3].map(() => entered().expect(200)));
      expect(answers.filter(({ body }) => body.entered)).toHaveLength(1);
      const { rows } = await ramz.database.query('SELECT status FROM otp_tokens WHERE recipient = $1', [e164]);
      expect(rows).toEqual([{ status: 'used' }]);
      // The guard counts only codes that nobody has entered.
      const { rows: counted } = await ramz.database.query(
        `SELECT is_counted, verified_at IS NOT NULL AS is_verified FROM fraud_asks
         WHERE id = (SELECT id FROM otp_tokens WHERE recipient = $1)`,
        [e164],
      );
      expect(counted).toEqual([{ is_counted: true, is_verified: true }]);
    });
  });

  it.each(['supabase', 'authgear', 'zitadel'] as const)('a signature of %s fits no other body', async (server) => {
    const { e164 } = newPhoneNumber();
    const { status, body } = REFUSALS[server](401, 'unauthorized');
    const genuine = codeRequestOf(server, newPhoneNumber().e164, '561166');
    const changed = { ...genuine, body: codeRequestOf(server, e164, '561166').body };
    expect((await post(server, changed).expect(status)).body).toMatchObject(body);
  });

  it.each(['supabase', 'zitadel'] as const)('a signature of %s that is six minutes old is refused', async (server) => {
    const { e164 } = newPhoneNumber();
    const { status } = REFUSALS[server](401, 'unauthorized');
    for (const offset of [-6 * MINUTE, 6 * MINUTE]) {
      const old = codeRequestOf(server, e164, '561166', { at: new Date(Date.now() + offset) });
      await post(server, old).expect(status);
    }
    const { rows } = await ramz.database.query('SELECT FROM otp_tokens WHERE recipient = $1', [e164]);
    expect(rows).toEqual([]);
  });

  it('a code of letters and digits, as Zitadel makes them, is sent as it is', async () => {
    const { e164 } = newPhoneNumber();
    await post('zitadel', codeRequestOf('zitadel', e164, '5VDALW')).expect(200);
    await ramz.kavenegar.waitForMessage(e164);
    expect(textsTo(e164)).toMatchObject([{ token: '5VDALW' }]);
  });

  it('the code of another server signs nobody in to Ramz', async () => {
    const { e164 } = newPhoneNumber();
    await post('supabase', codeRequestOf('supabase', e164, '314159')).expect(200);
    const { body } = await verifyCode(ramz.url, e164, '314159').expect(404);
    expect(body.code).toBe('otp_not_found');
  });

  it('a server that is not in HOOK_SECRETS is not found', async () => {
    const answer = await postHook(ramz.url, 'keycloak', { body: '{}', headers: {} }).expect(404);
    expect(problemFault(answer)).toBeUndefined();
  });

  it('only an admin key with the scope send tells which codes were entered', async () => {
    const { e164 } = newPhoneNumber();
    await adminOf(ramz.url, 'ramz_unknown').post('/api/v1/hooks/kratos/entered', { phone_number: e164 }).expect(401);
    await eventually(async () => {
      const { rows } = await ramz.database.query(
        `SELECT FROM admin_actions WHERE action ILIKE '%entered%' AND admin = 'shop' AND status = 200`,
      );
      expect(rows.length).toBeGreaterThan(0);
    });
  });
});
