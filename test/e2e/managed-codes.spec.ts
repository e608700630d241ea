import { askForCode, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { startFakeTwilio } from '../support/fake-twilio.mjs';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';

const PHONE = '+905321234567';

describe('Codes that Twilio Verify manages', () => {
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

  it('are made by Twilio and checked by it, wrong ones counted', async () => {
    const code = await codeFor(PHONE);
    expect(twilio.requests.some(({ form }) => 'CustomCode' in form)).toBe(false);
    const wrong = await verifyCode(ramz.url, PHONE, wrongCode(code)).expect(400);
    expect(wrong.body).toMatchObject({ code: 'otp_incorrect', attempts_left: 4 });
    await verifyCode(ramz.url, PHONE, code).expect(200);
    await verifyCode(ramz.url, PHONE, code).expect(404);
  });

  it('serve the purpose they were asked for alone, although Twilio would send the same code again', async () => {
    const phone = '+905321234569';
    const login = await codeFor(phone);
    const reset = await codeFor(phone, { purpose: 'password_reset' });
    expect(reset).not.toBe(login);
    await verifyCode(ramz.url, phone, login, { purpose: 'password_reset' }).expect(400);
    await verifyCode(ramz.url, phone, reset, { purpose: 'password_reset' }).expect(200);
    // A resend for the same purpose may have the same code.
    await codeFor(phone);
    const again = await codeFor(phone);
    await verifyCode(ramz.url, phone, again).expect(200);
  });

  it('spend no attempt while Twilio does not answer, and say when to try again', async () => {
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
