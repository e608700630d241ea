import supertest from 'supertest';
import { askForCode, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { startFakeTwilio } from '../support/fake-twilio.mjs';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

const PHONE = '+905321234567';

describe('codes managed by Twilio Verify', () => {
  let environment: TestEnvironment;
  let twilio: Awaited<ReturnType<typeof startFakeTwilio>>;
  let ramz: RamzProcess;
  let sent = 0;

  beforeAll(async () => {
    [environment, twilio] = await Promise.all([createTestEnvironment(), startFakeTwilio()]);
    ramz = await RamzProcess.start({
      ...environment.variables,
      SMS_ROUTES: 'TR=twilio',
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_VERIFY_SERVICE_SID: twilio.verifyService,
      TWILIO_VERIFY_MODE: 'managed',
      TWILIO_FROM_NUMBER: twilio.from[0]!,
      TWILIO_BASE_URL: twilio.url,
      TWILIO_VERIFY_BASE_URL: twilio.url,
    });
  });

  afterAll(async () => {
    await ramz.stop();
    await Promise.all([environment.dispose(), twilio.close()]);
  });

  beforeEach(() => twilio.reset());

  async function codeFor(phone: string, members: Record<string, unknown> = {}): Promise<string> {
    const count = twilio.messages.length + 1;
    await askForCode(ramz.url, phone, members).expect(200);
    await eventually(() => expect(twilio.messages).toHaveLength(count));
    sent += 1;
    await ramz.waitForOutput(new RegExp(`("outcome":"accepted"[^]*){${sent}}`));
    return twilio.lastCodeFor(phone) ?? '';
  }

  it('Twilio generates and checks a managed code, and wrong codes are counted', async () => {
    const code = await codeFor(PHONE);
    expect(twilio.requests.some(({ form }) => 'CustomCode' in form)).toBe(false);
    const wrong = await verifyCode(ramz.url, PHONE, wrongCode(code)).expect(400);
    expect(wrong.body).toMatchObject({ code: 'otp_incorrect', attempts_left: 4 });
    await verifyCode(ramz.url, PHONE, code).expect(200);
    await verifyCode(ramz.url, PHONE, code).expect(404);
  });

  it('only anonymous sign-ins use managed codes, and codes that Ramz makes for other purposes do not end them', async () => {
    const phone = '+905321234569';
    const login = await codeFor(phone);
    expect(twilio.messages.at(-1)).toMatchObject({ method: 'verify' });
    for (const purpose of ['password_reset', 'phone_verification', 'registration']) {
      const code = await codeFor(phone, { purpose });
      expect(twilio.messages.at(-1)).toMatchObject({ method: 'plain', text: expect.stringContaining(code) });
      for (let step = 1; step <= 5; step += 1) {
        await verifyCode(ramz.url, phone, wrongCode(code, step), { purpose }).expect(400);
      }
    }
    const session = (await verifyCode(ramz.url, phone, login).expect(200)).body;
    const as = (path: string, body: object) =>
      supertest(ramz.url)
        .post(`/api/v1/auth/${path}`)
        .set('Authorization', `Bearer ${session.access_token}`)
        .send(body);
    const again = await codeFor(phone);
    await as('send-verification-sms', { otp_type: 'SMS' }).expect(200);
    const { text, method } = await twilio.waitForMessage(phone, { count: 6 });
    expect(method).toBe('plain');
    await as('verify-phone-otp', { otp_code: /\d{6}/.exec(text)![0] }).expect(200);
    await verifyCode(ramz.url, phone, again).expect(200);
    expect(twilio.requests.filter(({ form }) => form['Status'] === 'canceled')).toEqual([]);
  });

  it('a managed code stays valid after a resend, which has the same code, whether or not it was sent', async () => {
    const phone = '+905321234570';
    const code = await codeFor(phone);
    twilio.respondWith({ httpStatus: 500, body: '<html></html>' }, { scope: 'Verifications' });
    await askForCode(ramz.url, phone).expect(200);
    const checks = () => twilio.requests.filter(({ scope }) => scope === 'VerificationCheck');
    const wrong = await verifyCode(ramz.url, phone, wrongCode(code)).expect(400);
    expect(wrong.body).toMatchObject({ code: 'otp_incorrect', attempts_left: 4 });
    expect(checks()).toHaveLength(1);
    await verifyCode(ramz.url, phone, code).expect(200);
    expect(checks()).toHaveLength(2);
  });

  it('a verification spends no attempt while Twilio does not answer, and says when to retry', async () => {
    const phone = '+905321234568';
    const code = await codeFor(phone);
    twilio.failNext({ httpStatus: 503, body: '<html></html>' });
    const refused = await verifyCode(ramz.url, phone, code).expect(503);
    expect(refused.body).toMatchObject({ code: 'sms_unavailable', retry_after: 5 });
    const wrong = await verifyCode(ramz.url, phone, wrongCode(code)).expect(400);
    expect(wrong.body.attempts_left).toBe(4);
    await verifyCode(ramz.url, phone, code).expect(200);
  });
});

describe('codes of Ramz where Twilio manages codes and has no sender', () => {
  it('a code that Ramz makes is refused as not configured if Twilio has no sender, and the start logs that', async () => {
    const [environment, twilio] = await Promise.all([createTestEnvironment(), startFakeTwilio()]);
    const ramz = await RamzProcess.start({
      ...environment.variables,
      ROLE: 'api',
      SMS_ROUTES: 'TR=twilio',
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_VERIFY_SERVICE_SID: twilio.verifyService,
      TWILIO_VERIFY_MODE: 'managed',
      TWILIO_BASE_URL: twilio.url,
      TWILIO_VERIFY_BASE_URL: twilio.url,
    });
    try {
      await askForCode(ramz.url, PHONE).expect(200);
      const { body } = await askForCode(ramz.url, PHONE, { purpose: 'password_reset' }).expect(503);
      expect(body.code).toBe('sms_not_configured');
      expect(ramz.output).toContain('TWILIO_FROM_NUMBER');
    } finally {
      await ramz.stop();
      await Promise.all([environment.dispose(), twilio.close()]);
    }
  });
});
