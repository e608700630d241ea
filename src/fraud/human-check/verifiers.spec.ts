import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { startFakeCaptcha, type FakeCaptcha } from '../../../test/support/fake-captcha.mjs';
import { FaultLog } from './fault-log.js';
import { HCAPTCHA_ERROR_CODES } from './hcaptcha/hcaptcha.error-codes.js';
import { humanVerifierOf } from './human-verifier.registry.js';
import { SiteverifyClient } from './siteverify.client.js';
import { SiteverifyHttp } from './siteverify.http.js';
import { TURNSTILE_ERROR_CODES } from './turnstile/turnstile.error-codes.js';

const CLIENT = { address: '203.0.113.7' };
const ACCOUNTS = {
  turnstile: { name: 'Turnstile', secret: '1x00SECRET&AA', codes: TURNSTILE_ERROR_CODES },
  hcaptcha: { name: 'hCaptcha', secret: 'ES_SECRET&AA', codes: HCAPTCHA_ERROR_CODES },
};
const soon = () => AbortSignal.timeout(20_000);

describe.each(['turnstile', 'hcaptcha'] as const)('the verifier of %s', (provider) => {
  const { name, secret, codes } = ACCOUNTS[provider];
  let fake: FakeCaptcha;
  let http: SiteverifyHttp;
  let told: string[];

  beforeEach(async () => {
    told = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => void told.push(String(message)));
    http = new SiteverifyHttp();
    fake = await startFakeCaptcha({ secret });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all([fake.close(), http.onApplicationShutdown()]);
    for (const secretText of [secret, 'pass-', CLIENT.address, '127.0.0.1'])
      if (told.join().includes(secretText)) throw new Error(`The log holds ${secretText}: ${told.join()}`);
  });

  function verifierWith(changes: { secret?: string; siteKey?: string; verifyUrl?: string } = {}) {
    const siteverify = new SiteverifyClient(http, new FaultLog(new FakeClock()));
    const verifyUrl = fake.verifyUrls[provider];
    return humanVerifierOf({ provider, secret, demand: 'always', verifyUrl, ...changes }, siteverify);
  }
  const verify = (token: string, changes: Parameters<typeof verifierWith>[0] = {}, signal = soon()) =>
    verifierWith(changes).verify(token, CLIENT, signal);
  const unavailable = (reason: string) => [
    `${name} cannot check tokens, and codes that need a check are refused: ${reason}`,
  ];

  it('asks with a form of the documented fields, once', async () => {
    expect(await verify('pass-ش +/&', { siteKey: fake.siteKey })).toBe('passed');
    expect(fake.requests).toMatchObject([
      { method: 'POST', scope: provider, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]);
    expect(fake.requests[0]!.form).toEqual({
      secret,
      response: 'pass-ش +/&',
      remoteip: CLIENT.address,
      ...(provider === 'hcaptcha' && { sitekey: fake.siteKey }),
    });
    expect(told).toEqual([]);
  });

  it('sends no site key where none is configured', async () => {
    expect(await verify('pass-1')).toBe('passed');
    expect(Object.keys(fake.requests[0]!.form)).toEqual(['secret', 'response', 'remoteip']);
  });

  it('takes a token once', async () => {
    const verifier = verifierWith();
    expect(await verifier.verify('pass-1', CLIENT, soon())).toBe('passed');
    expect(await verifier.verify('pass-1', CLIENT, soon())).toBe('failed');
    expect(told).toEqual([]);
  });

  it('refuses a token that was made up', async () => {
    expect(await verify('made-up')).toBe('failed');
    expect(told).toEqual([]);
  });

  it.each([...codes.refusals])('takes %s for a token that is not good', async (code) => {
    fake.refuseWith(code);
    expect(await verify('pass-1')).toBe('failed');
    expect(told).toEqual([]);
  });

  it.each([...codes.faults])('takes %s for a fault, and says what to do', async (code, fault) => {
    fake.refuseWith('invalid-input-response', code);
    expect(await verify('pass-1')).toBe('unavailable');
    expect(told).toEqual(unavailable(fault));
    expect(fault).toContain(`(${code}). `);
  });

  it('tells a wrong secret key', async () => {
    expect(await verify('pass-1', { secret: 'WRONG' })).toBe('unavailable');
    expect(told).toEqual([expect.stringContaining('Set CAPTCHA_SECRET to that of')]);
    expect(told.join()).not.toContain('WRONG');
  });

  it('refuses a token for a reason that is not documented, and tells of it', async () => {
    fake.refuseWith('brand-new-code');
    expect(await verify('pass-1')).toBe('failed');
    expect(told).toEqual([`${name}: a token was refused with a code that is not documented (brand-new-code).`]);
  });

  it('refuses a token for no reason', async () => {
    fake.respondWith({ body: '{"success":false}' });
    expect(await verify('pass-1')).toBe('failed');
  });

  it('reads a refusal that comes with 400', async () => {
    fake.respondWith({ httpStatus: 400, body: '{"success":false,"error-codes":["invalid-input-response"]}' });
    expect(await verify('pass-1')).toBe('failed');
  });

  it.each([
    ['HTML', { transport: 'html' }, 'the answer is not JSON (HTTP 502).'],
    ['an empty body', { body: '' }, 'the answer is not JSON (HTTP 200).'],
    ['a redirect', { transport: 'redirect' }, 'the answer is not JSON (HTTP 302).'],
    ['half a body', { transport: 'half_body' }, 'the connection failed (UND_ERR_SOCKET).'],
    ['a closed connection', { transport: 'close' }, 'the connection failed (UND_ERR_SOCKET).'],
    ['too large a body', { body: ' '.repeat(16 * 1024 + 1) }, 'the answer is larger than 16 KiB.'],
    ['another form', { body: '{"success":"true"}' }, 'the answer is not of the documented form (HTTP 200).'],
    ['null', { body: 'null' }, 'the answer is not of the documented form (HTTP 200).'],
    [
      'success with 403',
      { httpStatus: 403, body: '{"success":true}' },
      'the answer is not of the documented form (HTTP 403).',
    ],
    [
      'a refusal with 500',
      { httpStatus: 500, body: '{"success":false,"error-codes":["invalid-input-response"]}' },
      'the answer is not of the documented form (HTTP 500).',
    ],
  ] as const)('is unavailable after %s, and asks once', async (_, fault, reason) => {
    fake.respondWith(fault);
    expect(await verify('pass-1')).toBe('unavailable');
    expect(told).toEqual(unavailable(reason));
    expect(fake.requests).toHaveLength(1);
  });

  it('is unavailable when no answer comes before the deadline', async () => {
    fake.respondWith('hang');
    const deadline = new AbortController();
    const verdict = verify('pass-1', {}, deadline.signal);
    await fake.waitForRequest();
    deadline.abort();
    expect(await verdict).toBe('unavailable');
    expect(told).toEqual(unavailable('no answer came before the deadline.'));
  });

  it('is unavailable when nobody listens', async () => {
    await fake.close();
    expect(await verify('pass-1')).toBe('unavailable');
    expect(told).toEqual(unavailable('the connection failed (ECONNREFUSED).'));
  });
});

it('Turnstile is not asked about a token that is longer than its own', async () => {
  const fake = await startFakeCaptcha();
  const http = new SiteverifyHttp();
  const siteverify = new SiteverifyClient(http, new FaultLog(new FakeClock()));
  const { secret, verifyUrls } = fake;
  const options = { provider: 'turnstile', secret, demand: 'always', verifyUrl: verifyUrls.turnstile } as const;
  try {
    const verifier = humanVerifierOf(options, siteverify);
    expect(await verifier.verify(`pass-${'x'.repeat(2043)}`, CLIENT, soon())).toBe('passed');
    expect(await verifier.verify(`pass-${'x'.repeat(2044)}`, CLIENT, soon())).toBe('failed');
    expect(fake.requests).toHaveLength(1);
  } finally {
    await Promise.all([fake.close(), http.onApplicationShutdown()]);
  }
});
