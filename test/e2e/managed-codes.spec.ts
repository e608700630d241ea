import supertest from 'supertest';
import { askForCode, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { withRamz, type RamzSetup } from '../support/with-ramz.js';

const PHONE = '+905321234567';

const managed = ({ twilio }: RamzSetup) => ({
  SMS_ROUTES: 'TR=twilio',
  TWILIO_VERIFY_SERVICE_SID: twilio.verifyService,
  TWILIO_VERIFY_MODE: 'managed',
});

describe('codes managed by Twilio Verify', () => {
  const ramz = withRamz(managed, { providers: ['twilio'] });
  let sent = 0;

  beforeEach(() => ramz.twilio.reset());

  async function codeFor(phone: string, members: Record<string, unknown> = {}): Promise<string> {
    const count = ramz.twilio.messages.length + 1;
    await askForCode(ramz.url, phone, members).expect(200);
    await eventually(() => expect(ramz.twilio.messages).toHaveLength(count));
    sent += 1;
    await ramz.process.waitForOutput(new RegExp(`("outcome":"accepted"[^]*){${sent}}`));
    return ramz.twilio.lastCodeFor(phone) ?? '';
  }

  it('Twilio generates and checks a managed code, and wrong codes are counted', async () => {
    const code = await codeFor(PHONE);
    expect(ramz.twilio.requests.some(({ form }) => 'CustomCode' in form)).toBe(false);
    const wrong = await verifyCode(ramz.url, PHONE, wrongCode(code)).expect(400);
    expect(wrong.body).toMatchObject({ code: 'otp_incorrect', attempts_left: 4 });
    await verifyCode(ramz.url, PHONE, code).expect(200);
    await verifyCode(ramz.url, PHONE, code).expect(404);
  });

  it('only anonymous sign-ins use managed codes, and codes that Ramz makes for other purposes do not end them', async () => {
    const phone = '+905321234569';
    const login = await codeFor(phone);
    expect(ramz.twilio.messages.at(-1)).toMatchObject({ method: 'verify' });
    for (const purpose of ['password_reset', 'phone_verification', 'registration']) {
      const code = await codeFor(phone, { purpose });
      expect(ramz.twilio.messages.at(-1)).toMatchObject({ method: 'plain', text: expect.stringContaining(code) });
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
    const { text, method } = await ramz.twilio.waitForMessage(phone, { count: 6 });
    expect(method).toBe('plain');
    await as('verify-phone-otp', { otp_code: /\d{6}/.exec(text)![0] }).expect(200);
    await verifyCode(ramz.url, phone, again).expect(200);
    expect(ramz.twilio.requests.filter(({ form }) => form['Status'] === 'canceled')).toEqual([]);
  });

  it('a managed code stays valid after a resend, which has the same code, whether or not it was sent', async () => {
    const phone = '+905321234570';
    const code = await codeFor(phone);
    ramz.twilio.respondWith({ httpStatus: 500, body: '<html></html>' }, { scope: 'Verifications' });
    await askForCode(ramz.url, phone).expect(200);
    const checks = () => ramz.twilio.requests.filter(({ scope }) => scope === 'VerificationCheck');
    const wrong = await verifyCode(ramz.url, phone, wrongCode(code)).expect(400);
    expect(wrong.body).toMatchObject({ code: 'otp_incorrect', attempts_left: 4 });
    expect(checks()).toHaveLength(1);
    await verifyCode(ramz.url, phone, code).expect(200);
    expect(checks()).toHaveLength(2);
  });

  it('a verification spends no attempt while Twilio does not answer, and says when to retry', async () => {
    const phone = '+905321234568';
    const code = await codeFor(phone);
    ramz.twilio.failNext({ httpStatus: 503, body: '<html></html>' });
    const refused = await verifyCode(ramz.url, phone, code).expect(503);
    expect(refused.body).toMatchObject({ code: 'sms_unavailable', retry_after: 5 });
    const wrong = await verifyCode(ramz.url, phone, wrongCode(code)).expect(400);
    expect(wrong.body.attempts_left).toBe(4);
    await verifyCode(ramz.url, phone, code).expect(200);
  });
});

describe('codes of Ramz where Twilio manages codes and has no sender', () => {
  const ramz = withRamz((setup) => ({ ...managed(setup), TWILIO_FROM_NUMBER: '' }), {
    roles: ['api'],
    providers: ['twilio'],
  });

  it('a code that Ramz makes is refused as not configured if Twilio has no sender, and the start logs that', async () => {
    await askForCode(ramz.url, PHONE).expect(200);
    const { body } = await askForCode(ramz.url, PHONE, { purpose: 'password_reset' }).expect(503);
    expect(body.code).toBe('sms_not_configured');
    expect(ramz.process.output).toContain('TWILIO_FROM_NUMBER');
  });
});
