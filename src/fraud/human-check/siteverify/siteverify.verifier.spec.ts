import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { startFakeCaptcha, type FakeCaptcha } from '../../../../test/support/fake-captcha.mjs';
import { SiteverifyClient } from './siteverify.client.js';
import { SITEVERIFY_PROVIDERS } from './siteverify.providers.js';
import { SiteverifyVerifier, type SiteverifyAccount } from './siteverify.verifier.js';

const CLIENT = { address: '203.0.113.7' };
const SECRET = 'SECRET&AA';
const soon = () => AbortSignal.timeout(20_000);

describe.each(['turnstile', 'hcaptcha'] as const)('SiteverifyVerifier for %s', (kind) => {
  const provider = SITEVERIFY_PROVIDERS[kind];
  let fake: FakeCaptcha;
  let client: SiteverifyClient;
  let clock: FakeClock;
  let logged: unknown[];

  beforeEach(async () => {
    logged = [];
    jest.spyOn(Logger.prototype, 'error').mockImplementation((entry: unknown) => void logged.push(entry));
    client = new SiteverifyClient();
    clock = new FakeClock();
    fake = await startFakeCaptcha({ secret: SECRET });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all([fake.close(), client.onApplicationShutdown()]);
    const text = JSON.stringify(logged);
    for (const secretText of [SECRET, 'pass-', CLIENT.address, '127.0.0.1'])
      if (text.includes(secretText)) throw new Error(`The log holds ${secretText}: ${text}`);
  });

  function verifierWith(changes: Partial<SiteverifyAccount> = {}) {
    const account = { secret: SECRET, verifyUrl: fake.verifyUrls[kind], ...changes };
    return new SiteverifyVerifier(provider, account, client, clock);
  }
  const verify = (token: string, changes: Partial<SiteverifyAccount> = {}, signal = soon()) =>
    verifierWith(changes).verify(token, CLIENT, signal);
  const unavailable = (fields: object) => [{ message: 'human check unavailable', provider: provider.name, ...fields }];

  it('sends a form with the documented fields, once', async () => {
    expect(await verify('pass-ش +/&', { siteKey: fake.siteKey })).toBe('passed');
    expect(fake.requests).toMatchObject([
      { method: 'POST', scope: kind, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]);
    expect(fake.requests[0]!.form).toEqual({
      secret: SECRET,
      response: 'pass-ش +/&',
      remoteip: CLIENT.address,
      ...(kind === 'hcaptcha' && { sitekey: fake.siteKey }),
    });
    expect(logged).toEqual([]);
  });

  it('sends no site key where none is configured', async () => {
    expect(await verify('pass-1')).toBe('passed');
    expect(Object.keys(fake.requests[0]!.form)).toEqual(['secret', 'response', 'remoteip']);
  });

  it('accepts a token only once', async () => {
    const verifier = verifierWith();
    expect(await verifier.verify('pass-1', CLIENT, soon())).toBe('passed');
    expect(await verifier.verify('pass-1', CLIENT, soon())).toBe('failed');
    expect(logged).toEqual([]);
  });

  it('refuses a made-up token', async () => {
    expect(await verify('made-up')).toBe('failed');
    expect(logged).toEqual([]);
  });

  it.each([...provider.refusals])('refuses the token when the reply has the code %s', async (code) => {
    fake.refuseWith(code);
    expect(await verify('pass-1')).toBe('failed');
    expect(logged).toEqual([]);
  });

  it.each([...provider.faults])(
    'is unavailable when the reply has the code %s, and logs the fix',
    async (code, reason) => {
      fake.refuseWith('invalid-input-response', code);
      expect(await verify('pass-1')).toBe('unavailable');
      expect(logged).toEqual(unavailable({ code, reason }));
    },
  );

  it('is unavailable with a wrong secret key, and logs which variable to set, but not the key', async () => {
    expect(await verify('pass-1', { secret: 'WRONG' })).toBe('unavailable');
    const reason: unknown = expect.stringContaining('Set CAPTCHA_SECRET to the secret key of');
    expect(logged).toEqual(unavailable({ code: 'invalid-input-secret', reason }));
    expect(JSON.stringify(logged)).not.toContain('WRONG');
  });

  it('refuses the token when the reply has an undocumented code, and logs the code', async () => {
    fake.refuseWith('brand-new-code');
    expect(await verify('pass-1')).toBe('failed');
    expect(logged).toEqual([
      { message: 'token refused with an undocumented code', provider: provider.name, code: 'brand-new-code' },
    ]);
  });

  it('refuses the token when the reply has no code', async () => {
    fake.respondWith({ body: '{"success":false}' });
    expect(await verify('pass-1')).toBe('failed');
  });

  it('logs a fault once a minute, however often it comes', async () => {
    const verifier = verifierWith({ secret: 'WRONG' });
    const verifyTwice = async () => {
      for (const token of ['pass-1', 'pass-2']) await verifier.verify(token, CLIENT, soon());
    };
    await verifyTwice();
    expect(logged).toHaveLength(1);
    clock.advance(60_000);
    await verifyTwice();
    expect(logged).toHaveLength(2);
  });

  it('accepts a refusal that comes with status 400', async () => {
    fake.respondWith({ httpStatus: 400, body: '{"success":false,"error-codes":["invalid-input-response"]}' });
    expect(await verify('pass-1')).toBe('failed');
  });

  it.each([
    ['HTML', { transport: 'html' }, 'the answer is not JSON (HTTP 502)'],
    ['an empty body', { body: '' }, 'the answer is not JSON (HTTP 200)'],
    ['a redirect', { transport: 'redirect' }, 'the answer is not JSON (HTTP 302)'],
    ['half a body', { transport: 'half_body' }, 'the connection failed (UND_ERR_SOCKET)'],
    ['a closed connection', { transport: 'close' }, 'the connection failed (UND_ERR_SOCKET)'],
    ['a body that is too large', { body: ' '.repeat(16 * 1024 + 1) }, 'the answer is larger than 16 KiB'],
    ['JSON of another form', { body: '{"success":"true"}' }, 'the answer does not have the documented form (HTTP 200)'],
    ['null', { body: 'null' }, 'the answer does not have the documented form (HTTP 200)'],
    [
      'success with 403',
      { httpStatus: 403, body: '{"success":true}' },
      'the answer does not have the documented form (HTTP 403)',
    ],
    [
      'a refusal with 500',
      { httpStatus: 500, body: '{"success":false,"error-codes":["invalid-input-response"]}' },
      'the answer does not have the documented form (HTTP 500)',
    ],
  ] as const)('is unavailable when the answer is %s, and does not ask again', async (_, fault, reason) => {
    fake.respondWith(fault);
    expect(await verify('pass-1')).toBe('unavailable');
    expect(logged).toEqual(unavailable({ reason }));
    expect(fake.requests).toHaveLength(1);
  });

  it('is unavailable when no answer comes before the deadline', async () => {
    fake.respondWith('hang');
    const deadline = new AbortController();
    const verdict = verify('pass-1', {}, deadline.signal);
    await fake.waitForRequest();
    deadline.abort();
    expect(await verdict).toBe('unavailable');
    expect(logged).toEqual(unavailable({ reason: 'no answer before the deadline' }));
  });

  it('is unavailable when nobody listens', async () => {
    await fake.close();
    expect(await verify('pass-1')).toBe('unavailable');
    expect(logged).toEqual(unavailable({ reason: 'the connection failed (ECONNREFUSED)' }));
  });
});

it('SiteverifyVerifier refuses a token that is longer than those of Turnstile without asking', async () => {
  const fake = await startFakeCaptcha();
  const client = new SiteverifyClient();
  const account = { secret: fake.secret, verifyUrl: fake.verifyUrls.turnstile };
  try {
    const verifier = new SiteverifyVerifier(SITEVERIFY_PROVIDERS.turnstile, account, client, new FakeClock());
    expect(await verifier.verify(`pass-${'x'.repeat(2043)}`, CLIENT, soon())).toBe('passed');
    expect(await verifier.verify(`pass-${'x'.repeat(2044)}`, CLIENT, soon())).toBe('failed');
    expect(fake.requests).toHaveLength(1);
  } finally {
    await Promise.all([fake.close(), client.onApplicationShutdown()]);
  }
});
