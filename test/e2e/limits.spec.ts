import supertest from 'supertest';
import { newPhoneNumber, askForCode, verifyCode } from '../support/clients.js';
import { FastClient } from '../support/fast-client.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { stores } from '../support/redis.js';

const PROCESSES = 2;

interface Bench {
  environment: TestEnvironment;
  processes: RamzProcess[];
  client: FastClient;
}

async function startBench(
  store: (typeof stores)[number],
  count: number,
  variables: Record<string, string>,
): Promise<Bench> {
  const environment = await createTestEnvironment(store);
  const all = { ...environment.variables, ROLE: 'api', TRUST_PROXY: '1', ...variables };
  const processes = await Promise.all(Array.from({ length: count }, () => RamzProcess.start(all)));
  return { environment, processes, client: new FastClient(processes.map((process) => process.url)) };
}

async function stopBench({ environment, processes, client }: Bench): Promise<void> {
  await Promise.all([client.close(), ...processes.map((process) => process.stop())]);
  await environment.dispose();
}

describe.each(stores)('limits on %s over two processes', (store) => {
  let bench: Bench;
  const start = async (variables: Record<string, string>) => {
    bench = await startBench(store, PROCESSES, variables);
  };

  afterEach(() => stopBench(bench));

  it('the default limits per address and number hold exactly under fifty concurrent requests', async () => {
    await start({ RATE_LIMITS: '' });
    const [first, second] = bench.processes.map((process) => process.url) as [string, string];

    // One address, fifty numbers.
    const byAddress = await Promise.all(Array.from({ length: 50 }, () => bench.client.ask(newPhoneNumber().e164)));
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

  it('SMS_RATE_LIMIT_PER_NUMBER and SMS_RATE_LIMIT_WINDOW set the hourly limit of a number', async () => {
    await start({
      RATE_LIMITS: 'otp_ip=off,otp_phone=off',
      SMS_RATE_LIMIT_PER_NUMBER: '4',
      SMS_RATE_LIMIT_WINDOW: '7200',
    });
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bench.client.ask(e164)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({
      detail: 'Too many OTP requests. Please try again in 2 hours.',
      retry_after: 7200,
    });
  });
});

describe('limits per address', () => {
  let bench: Bench;
  const start = async (variables: Record<string, string>) => {
    bench = await startBench('postgresql', 1, variables);
  };

  afterEach(() => stopBench(bench));

  it('a client counts by its real address, and an IPv6 client by its network', async () => {
    await start({ RATE_LIMITS: 'otp_ip=2/300,otp_phone=off' });
    const ask = (forwarded: string) =>
      askForCode(bench.processes[0]!.url, newPhoneNumber().e164)
        .set('X-Forwarded-For', forwarded)
        .then(({ status }) => status);
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
    await start({ RATE_LIMITS: 'otp_ip=2/300,otp_phone=off' });
    const ask = (forwarded: string) =>
      askForCode(bench.processes[0]!.url, newPhoneNumber().e164)
        .set('X-Forwarded-For', forwarded)
        .then(({ status }) => status);
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
    ['127.0.0.1, 10.0.0.0/8', ['unknown', '203.0.113.53, _hidden', '203.0.113.54, ', '203.0.113.55, proxy.internal']],
  ])(
    'a client without a readable address counts as the proxy that sent it, with TRUST_PROXY=%s',
    async (TRUST_PROXY, forms) => {
      await start({ RATE_LIMITS: 'otp_ip=1/300,otp_phone=off', TRUST_PROXY });
      const url = bench.processes[0]!.url;
      // The proxy itself, which here is the test.
      await askForCode(url, newPhoneNumber().e164).expect(200);
      for (const form of forms) {
        const { status } = await askForCode(url, newPhoneNumber().e164).set('X-Forwarded-For', form);
        expect([form, status]).toEqual([form, 429]);
      }
    },
  );

  it('trusted proxies that are written with a port are skipped, and no others', async () => {
    await start({ RATE_LIMITS: 'otp_ip=1/300,otp_phone=off', TRUST_PROXY: 'loopback, 10.0.0.0/8, 2001:db8:a::/48' });
    const ask = (forwarded: string) =>
      askForCode(bench.processes[0]!.url, newPhoneNumber().e164)
        .set('X-Forwarded-For', forwarded)
        .then(({ status }) => status);
    expect(await ask('203.0.113.60')).toBe(200);
    expect(await ask('203.0.113.60:7000, 10.0.0.1:8443')).toBe(429);
    expect(await ask('203.0.113.60, [2001:db8:a::1]:443, 10.0.0.1')).toBe(429);
    expect(await ask('203.0.113.61, 203.0.113.60, ::ffff:10.0.0.1')).toBe(429);
    expect(await ask('203.0.113.61')).toBe(200);
  });

  it('a mailbox counts once, however its address is written', async () => {
    await start({ RATE_LIMITS: 'otp_ip=off', EMAIL_OTP_ENABLED: 'true' });
    const ask = (email: string) =>
      supertest(bench.processes[0]!.url)
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
    await start({ RATE_LIMITS: 'verify_ip=30/300' });
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bench.client.verify(e164, '123456')));
    expect(answers.filter(({ body }) => body['code'] === 'otp_not_found')).toHaveLength(30);
    expect(answers.filter(({ body }) => body['code'] === 'rate_limited')).toHaveLength(20);
  });

  it('requests to contact routes count before the session is checked', async () => {
    await start({ RATE_LIMITS: 'otp_ip=2/300,verify_ip=1/300' });
    const api = supertest(bench.processes[0]!.url);
    await api.patch('/api/v1/auth/me').send({}).expect(401);
    await api.post('/api/v1/auth/send-verification-sms').send({}).expect(401);
    await api.post('/api/v1/auth/send-verification-email').send({}).expect(429);
    await api.post('/api/v1/auth/verify-phone-otp').send({}).expect(401);
    await api.post('/api/v1/auth/verify-email-otp').send({}).expect(429);
    await api.get('/api/v1/auth/me').expect(401);
  });

  it('forwarding headers are ignored when no proxy is trusted', async () => {
    await start({ RATE_LIMITS: 'otp_ip=1/300', TRUST_PROXY: '' });
    const ask = (forwarded: string) =>
      askForCode(bench.processes[0]!.url, newPhoneNumber().e164).set('X-Forwarded-For', forwarded);
    await ask('203.0.113.1').expect(200);
    await ask('203.0.113.2').expect(429);
  });

  it('an enforced cooldown refuses a resend, which does not count against the limits', async () => {
    await start({ RATE_LIMITS: 'otp_ip=off,otp_phone=2/120', OTP_ENFORCE_COOLDOWN: 'true' });
    const { e164 } = newPhoneNumber();
    const url = bench.processes[0]!.url;
    await askForCode(url, e164).expect(200);
    for (let i = 0; i < 10; i += 1) {
      const { body, headers } = await askForCode(url, e164).expect(429);
      expect(body.detail).toMatch(/in 1 minute\.$/);
      expect([body.retry_after, headers['retry-after'], headers['ratelimit']]).toEqual([60, '60', undefined]);
    }
    await verifyCode(url, e164, '000000');
  });
});
