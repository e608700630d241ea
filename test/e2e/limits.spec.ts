import supertest from 'supertest';
import { newPhoneNumber, askForCode, verifyCode } from '../support/clients.js';
import type { RamzProcess } from '../support/ramz-process.js';
import { storesOfSlowTests } from '../support/redis.js';
import { withRamz } from '../support/with-ramz.js';

describe.each(storesOfSlowTests)('limits on %s over two processes', (store) => {
  const ramz = withRamz({ RATE_LIMITS: '', TRUST_PROXY: '1' }, { store, roles: ['api', 'api'] });

  it('the default limits per address and number hold exactly under fifty concurrent requests', async () => {
    const [first, second] = ramz.processes.map((process) => process.url) as [string, string];

    // One address, fifty numbers.
    const byAddress = await Promise.all(
      Array.from({ length: 50 }, (_, i) => askForCode(i % 2 ? first : second, newPhoneNumber().e164)),
    );
    expect(byAddress.filter(({ status }) => status === 200)).toHaveLength(5);
    const refused = byAddress.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({
      code: 'rate_limited',
      detail: 'Too many OTP requests. Please try again in 5 minutes.',
      retry_after: expect.any(Number),
    });

    // One number, fifty addresses, written in every way.
    const { e164, national } = newPhoneNumber();
    const digits = e164.slice(3);
    const writings = [e164, national, `0098${digits}`, `98${digits}`, national.replace(/(\d{4})(\d{3})/, '$1 $2-')];
    const byNumber = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        askForCode(i % 2 ? first : second, writings[i % writings.length]!).set('X-Forwarded-For', `203.0.113.${i}`),
      ),
    );
    expect(byNumber.filter(({ status }) => status === 200)).toHaveLength(3);
    const answer = byNumber.find(({ status }) => status === 429)!;
    expect(answer.body.detail).toMatch(/^Too many OTP requests\. Please try again in 2 minutes\.$/);
    // Whole minutes, so that nobody learns when the owner of the number has requested a code.
    expect(answer.body.retry_after).toBe(120);
    expect(answer.headers['retry-after']).toBe('120');
    for (const { headers } of byNumber) {
      expect(headers['ratelimit']).toMatch(/^"otp_ip";r=4;t=\d+$/);
      expect(headers['ratelimit-policy']).toBe('"otp_ip";q=5;w=300');
    }
  });
});

describe.each(storesOfSlowTests)('limits per address and hour on %s over two processes', (store) => {
  const NETWORKS = 'loopback, 127.0.0.1, 10.0.0.0/8, 2001:db8:a::/48';
  const ramz = withRamz(
    {
      ROLE: 'api',
      RATE_LIMITS: 'otp_ip=2/300,verify_ip=1/300,otp_phone=off',
      SMS_RATE_LIMIT_PER_NUMBER: '4',
      SMS_RATE_LIMIT_WINDOW: '7200',
      TRUST_PROXY: '1',
    },
    { store },
  );
  /** Trusts networks, where the first one trusts one proxy. */
  let other: RamzProcess;

  beforeAll(async () => {
    other = await ramz.addProcess({ TRUST_PROXY: NETWORKS });
  });

  const askAt = async (url: string, forwarded: string) =>
    (await askForCode(url, newPhoneNumber().e164).set('X-Forwarded-For', forwarded)).status;
  const ask = (forwarded: string) => askAt(ramz.url, forwarded);
  const askOther = (forwarded: string) => askAt(other.url, forwarded);

  it('SMS_RATE_LIMIT_PER_NUMBER and SMS_RATE_LIMIT_WINDOW set the hourly limit of a number', async () => {
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        askForCode(i % 2 ? ramz.url : other.url, e164).set('X-Forwarded-For', `192.0.2.${i}`),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({
      detail: 'Too many OTP requests. Please try again in 2 hours.',
      retry_after: 7200,
    });
  });

  it('a client counts by its real address, and an IPv6 client by its network', async () => {
    // What a client puts in front of its own address changes nothing: the last hop counts.
    expect(await ask('198.51.100.1, 203.0.113.7')).toBe(200);
    expect(await ask('198.51.100.2, 203.0.113.7')).toBe(200);
    expect(await ask('198.51.100.3, 203.0.113.7')).toBe(429);
    expect(await ask('2001:db8:1:2::1')).toBe(200);
    expect(await ask('2001:db8:1:2:ffff::9')).toBe(200);
    expect(await ask('2001:db8:1:2:abcd::3')).toBe(429);
    expect(await ask('2001:db8:1:3::1')).toBe(200);
  });

  it('a client counts as one if its proxy writes its address with a port, with brackets or in another form', async () => {
    for (const [first, ...others] of [
      [
        '203.0.113.9:1001',
        '203.0.113.9:1002',
        '203.0.113.9',
        '::ffff:203.0.113.9',
        '[::ffff:203.0.113.9]:1003',
        '::ffff:cb00:7109',
      ],
      ['[2001:db8:9::1]:443', '2001:db8:9::2', '[2001:db8:9::3]', '2001:DB8:9:0:0:0:0:4', '2001:db8:9::5%eth0'],
    ] as const) {
      expect(await ask(first)).toBe(200);
      expect(await ask(others[0])).toBe(200);
      for (const same of others) expect([same, await ask(same)]).toEqual([same, 429]);
    }
  });

  describe('the proxy itself', () => {
    beforeAll(async () => {
      for (const { url } of ramz.processes) await askForCode(url, newPhoneNumber().e164).expect(200);
    });

    it.each([
      [
        '1',
        [
          'unknown',
          '_hidden',
          '203.0.113.50, unknown',
          '203.0.113.51, ',
          '203.0.113.52,, ',
          'unix:',
          '256.1.1.1',
          '1.2.3.4:99999',
        ],
      ],
      [NETWORKS, ['unknown', '203.0.113.53, _hidden', '203.0.113.54, ', '203.0.113.55, proxy.internal']],
    ])(
      'a client without a readable address counts as the proxy that sent it, with TRUST_PROXY=%s',
      async (trusted, forms) => {
        // The proxy itself, which here is the test, has used up its share.
        const askThere = trusted === NETWORKS ? askOther : ask;
        for (const form of forms) expect([form, await askThere(form)]).toEqual([form, 429]);
      },
    );
  });

  it('trusted proxies that are written with a port are skipped, and no others', async () => {
    for (const forwarded of ['203.0.113.60', '203.0.113.60:7000, 10.0.0.1:8443']) {
      expect(await askOther(forwarded)).toBe(200);
    }
    expect(await askOther('203.0.113.60:7000, 10.0.0.1:8443')).toBe(429);
    expect(await askOther('203.0.113.60, [2001:db8:a::1]:443, 10.0.0.1')).toBe(429);
    expect(await askOther('203.0.113.61, 203.0.113.60, ::ffff:10.0.0.1')).toBe(429);
    expect(await askOther('203.0.113.61')).toBe(200);
  });

  it('requests to contact routes count before the session is checked', async () => {
    const api = supertest.agent(ramz.url).set('X-Forwarded-For', '203.0.113.70');
    await api.patch('/api/v1/auth/me').send({}).expect(401);
    await api.post('/api/v1/auth/send-verification-sms').send({}).expect(401);
    await api.post('/api/v1/auth/send-verification-email').send({}).expect(429);
    await api.post('/api/v1/auth/verify-phone-otp').send({}).expect(401);
    await api.post('/api/v1/auth/verify-email-otp').send({}).expect(429);
    await api.get('/api/v1/auth/me').expect(401);
  });
});

describe('limits without a trusted proxy', () => {
  const ramz = withRamz({
    ROLE: 'api',
    RATE_LIMITS: 'otp_ip=off,otp_phone=3/120,registration_ip=1/300,verify_ip=30/300',
    EMAIL_OTP_ENABLED: 'true',
    OTP_ENFORCE_COOLDOWN: 'true',
    TRUST_PROXY: '',
  });

  it('a mailbox counts once, however its address is written', async () => {
    const ask = (email: string) =>
      supertest(ramz.url)
        .post('/api/v1/auth/otp')
        .send({ email })
        .then(({ status, body }) => [status, body.email]);
    const mailbox = ['sara.karimi@gmail.com', 'sarakarimi+1@gmail.com', 'S.ara.Karimi+x.y@googlemail.com'];
    for (const email of mailbox) expect(await ask(email)).toEqual([200, email.toLowerCase()]);
    expect((await ask('sarakarimi@gmail.com'))[0]).toBe(429);
    for (const email of ['sara@example.com', 'sara+1@example.com', 'sara+2@example.com']) {
      expect(await ask(email)).toEqual([200, email]);
    }
    expect((await ask('sara+3@example.com'))[0]).toBe(429);
    // Only the two domains ignore dots.
    expect((await ask('s.ara@example.com'))[0]).toBe(200);
  });

  it('verifications are limited per address', async () => {
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all(Array.from({ length: 50 }, () => verifyCode(ramz.url, e164, '123456')));
    expect(answers.filter(({ body }) => body['code'] === 'otp_not_found')).toHaveLength(30);
    expect(answers.filter(({ body }) => body['code'] === 'rate_limited')).toHaveLength(20);
  });

  it('forwarding headers are ignored when no proxy is trusted', async () => {
    const ask = (forwarded: string) =>
      askForCode(ramz.url, newPhoneNumber().e164, { purpose: 'registration' }).set('X-Forwarded-For', forwarded);
    await ask('203.0.113.1').expect(200);
    await ask('203.0.113.2').expect(429);
  });

  it('an enforced cooldown refuses a resend, which does not count against the limits', async () => {
    const { e164 } = newPhoneNumber();
    await askForCode(ramz.url, e164).expect(200);
    for (let i = 0; i < 10; i += 1) {
      const { body, headers } = await askForCode(ramz.url, e164).expect(429);
      expect(body.detail).toMatch(/in 1 minute\.$/);
      expect([body.retry_after, headers['retry-after'], headers['ratelimit']]).toEqual([60, '60', undefined]);
    }
    await verifyCode(ramz.url, e164, '000000');
  });
});
