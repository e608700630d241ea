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

describe.each(stores)('Limits on %s over two processes', (store) => {
  let bench: Bench;
  const start = async (variables: Record<string, string>) => {
    bench = await startBench(store, PROCESSES, variables);
  };

  afterEach(() => stopBench(bench));

  it('holds the defaults for addresses and numbers exactly, under fifty requests at once', async () => {
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
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(110);
    expect(answer.headers['retry-after']).toBe(String(answer.body.retry_after));
    expect(answer.headers['ratelimit']).toMatch(/"otp_phone";r=0;t=1\d\d/);
    expect(answer.headers['ratelimit-policy']).toContain('"otp_phone_hour";q=5;w=3600');
  });

  it('holds the hourly limit of a number, with the variables that users know', async () => {
    await start({
      RATE_LIMITS: 'otp_ip=off,otp_phone=off',
      SMS_RATE_LIMIT_PER_NUMBER: '4',
      SMS_RATE_LIMIT_WINDOW: '7200',
    });
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bench.client.ask(e164)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.find(({ status }) => status === 429)?.body['detail']).toContain('in 2 hours');
  });
});

describe('Limits by address', () => {
  let bench: Bench;
  const start = async (variables: Record<string, string>) => {
    bench = await startBench('postgresql', 1, variables);
  };

  afterEach(() => stopBench(bench));

  it('counts a client by its true address, IPv6 by its network', async () => {
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

  it('limits verification calls by address', async () => {
    await start({ RATE_LIMITS: 'verify_ip=30/300' });
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bench.client.verify(e164, '123456')));
    expect(answers.filter(({ body }) => body['code'] === 'otp_not_found')).toHaveLength(30);
    expect(answers.filter(({ body }) => body['code'] === 'rate_limited')).toHaveLength(20);
  });

  it('counts requests of an account before it asks who is signed in', async () => {
    await start({ RATE_LIMITS: 'otp_ip=2/300,verify_ip=1/300' });
    const api = supertest(bench.processes[0]!.url);
    await api.patch('/api/v1/auth/me').send({}).expect(401);
    await api.post('/api/v1/auth/send-verification-sms').send({}).expect(401);
    await api.post('/api/v1/auth/send-verification-email').send({}).expect(429);
    await api.post('/api/v1/auth/verify-phone-otp').send({}).expect(401);
    await api.post('/api/v1/auth/verify-email-otp').send({}).expect(429);
    await api.get('/api/v1/auth/me').expect(401);
  });

  it('ignores forwarding headers when no proxy is trusted', async () => {
    await start({ RATE_LIMITS: 'otp_ip=1/300', TRUST_PROXY: '' });
    const ask = (forwarded: string) =>
      askForCode(bench.processes[0]!.url, newPhoneNumber().e164).set('X-Forwarded-For', forwarded);
    await ask('203.0.113.1').expect(200);
    await ask('203.0.113.2').expect(429);
  });

  it('enforces the cooldown where asked to, and gives the token back', async () => {
    await start({ RATE_LIMITS: 'otp_ip=off,otp_phone=2/120', OTP_ENFORCE_COOLDOWN: 'true' });
    const { e164 } = newPhoneNumber();
    const url = bench.processes[0]!.url;
    await askForCode(url, e164).expect(200);
    for (let i = 0; i < 4; i += 1) {
      const { body, headers } = await askForCode(url, e164).expect(429);
      expect(body.detail).toMatch(/in (30|29|28) seconds/);
      expect(headers['ratelimit']).toContain('"otp_phone";r=');
    }
    await verifyCode(url, e164, '000000');
  });
});
