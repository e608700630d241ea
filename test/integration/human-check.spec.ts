import { Body, Controller, HttpCode, Ip, Module, Post, type DynamicModule } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { CommonModule } from '../../src/common/common.module.js';
import { DatabaseModule } from '../../src/database/index.js';
import { FraudModule, HumanCheckService } from '../../src/fraud/index.js';
import { ProblemDetailsFilter } from '../../src/http/problem-details.filter.js';
import { LimitByIp, LimitService, ruleForCodeRequest, ThrottlingModule } from '../../src/throttling/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { TEST_SIGNING_KEY } from '../support/ramz-environment.js';
import { startFakeCaptcha, type FakeCaptcha } from '../support/fake-captcha.mjs';
import { testConfig } from '../support/test-config.js';

describe('HumanCheckService with real limits', () => {
  let app: NestFastifyApplication;
  let captcha: FakeCaptcha;
  let database: TestDatabase;
  let next = 0;

  beforeAll(async () => {
    [captcha, database] = await Promise.all([startFakeCaptcha(), createTestDatabase()]);
    const module = await Test.createTestingModule({ imports: [appWith(captcha, database)] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter({ trustProxy: true }), {
      logger: false,
    });
    app.useGlobalFilters(new ProblemDetailsFilter());
    await app.listen(0, '127.0.0.1');
  });

  afterAll(async () => {
    await app.close();
    await Promise.all([captcha.close(), database.drop()]);
  });

  /** Not used by an earlier request. */
  const newNumber = () => `+98912${String(1_000_000 + next++)}`;
  const newAddress = () => `192.0.2.${1 + next++}`;

  async function ask(recipient: string, address: string, fields: { captcha_token?: string; purpose?: string } = {}) {
    const { status, body } = await request(app.getHttpServer())
      .post('/otp')
      .set('x-forwarded-for', address)
      .send({ recipient, ...fields });
    return status === 200 ? 'sent' : (body as { code: string; captcha?: object });
  }
  const required = {
    code: 'captcha_required',
    status: 403,
    captcha: { provider: 'turnstile', site_key: 'captcha-site-key' },
  };

  it('the third code to a number within an hour requires a check, whatever the address', async () => {
    const number = newNumber();
    expect(await ask(number, newAddress())).toBe('sent');
    expect(await ask(number, newAddress())).toBe('sent');
    expect(await ask(number, newAddress())).toMatchObject(required);
    expect(await ask(number, newAddress(), { captcha_token: 'made-up' })).toMatchObject({ code: 'captcha_invalid' });
    expect(await ask(number, newAddress(), { captcha_token: 'pass-number' })).toBe('sent');
    expect(await ask(newNumber(), newAddress())).toBe('sent');
  });

  it('the third code that an address requests requires a check, whatever the number and the purpose', async () => {
    const address = newAddress();
    expect(await ask(newNumber(), address)).toBe('sent');
    expect(await ask(newNumber(), address, { purpose: 'registration' })).toBe('sent');
    expect(await ask(newNumber(), address, { purpose: 'password_reset' })).toMatchObject(required);
    expect(await ask(newNumber(), address, { captcha_token: 'pass-address' })).toBe('sent');
    expect(await ask(newNumber(), address, { captcha_token: 'pass-address' })).toMatchObject({
      code: 'captcha_invalid',
    });
    expect(await ask(newNumber(), newAddress())).toBe('sent');
  });

  it('IPv6 addresses count per /64, and IPv4-mapped addresses as IPv4', async () => {
    for (const addresses of [
      ['2001:db8:0:1::1', '2001:db8:0:1::2', '2001:db8:0:1:ffff::3'],
      ['198.51.100.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ]) {
      expect(await ask(newNumber(), addresses[0]!)).toBe('sent');
      expect(await ask(newNumber(), addresses[1]!)).toBe('sent');
      expect(await ask(newNumber(), addresses[2]!)).toMatchObject(required);
    }
    expect(await ask(newNumber(), '2001:db8:0:2::1')).toBe('sent');
  });

  it('a request without the required check does not count against the limits of its number', async () => {
    const number = newNumber();
    const limits = app.get(LimitService);
    await ask(number, newAddress());
    await ask(number, newAddress());
    const before = await limits.statesOf(number, [], []);
    for (let i = 0; i < 3; i++) await ask(number, newAddress());
    expect((await limits.statesOf(number, [], [])).map(({ used }) => used)).toEqual(before.map(({ used }) => used));
  });
});

@Controller()
class CodesController {
  constructor(
    private readonly check: HumanCheckService,
    private readonly limits: LimitService,
  ) {}

  @Post('otp')
  @HttpCode(200)
  @LimitByIp(ruleForCodeRequest)
  async ask(@Body() body: { recipient: string; captcha_token?: string }, @Ip() address: string) {
    await this.check.assertPassed({ recipient: body.recipient, address, captchaToken: body.captcha_token });
    return this.limits.takeForCode(body.recipient, 'login');
  }
}

@Module({ imports: [FraudModule, ThrottlingModule], controllers: [CodesController] })
class CodesModule {}

function appWith({ secret, siteKey, verifyUrls }: FakeCaptcha, { url }: TestDatabase): DynamicModule {
  const key = (letter: string) => `dev:${Buffer.alloc(32, letter).toString('base64')}`;
  const variables = {
    DATABASE_URL: url,
    OTP_PEPPERS: key('p'),
    DATA_KEYS: key('d'),
    TOKEN_PRIVATE_KEYS: TEST_SIGNING_KEY,
    CAPTCHA_PROVIDER: 'turnstile',
    CAPTCHA_SITE_KEY: siteKey,
    CAPTCHA_SECRET: secret,
    CAPTCHA_VERIFY_URL: verifyUrls.turnstile,
  };
  return {
    module: class TestApp {},
    imports: [
      CommonModule,
      testConfig(variables),
      DatabaseModule.forRoot({ url, poolSize: 5 }),
      ThrottlingModule,
      CodesModule,
    ],
  };
}
