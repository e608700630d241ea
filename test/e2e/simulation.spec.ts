import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

const PATH = '/api/v1/simulation/messages';
const ROUTES = [PATH, '/demo', '/inbox', '/simulation/phone.js', '/simulation/pages.css'];

interface Message {
  to: string;
  channel: string;
  text: string;
  code: string | null;
}

async function messagesTo(url: string, to?: string): Promise<Message[]> {
  const { body } = await supertest(url).get(PATH).query({ to }).expect(200);
  return (body as { messages: Message[] }).messages;
}

async function policyOf(path: string, url: string): Promise<string> {
  const { headers } = await supertest(url).get(path).expect(200);
  return String(headers['content-security-policy']);
}

describe('messages of the simulation', () => {
  describe('with an API and a worker', () => {
    const ramz = withRamz(
      {
        LOG_LEVEL: 'error',
        EMAIL_OTP_ENABLED: 'true',
        OTP_CHANNELS: 'sms,call,email',
        OTP_WEBOTP_DOMAIN: 'shop.example',
      },
      { roles: ['api', 'worker'] },
    );

    it('one call after a request for a code finds the code, in the form that the number was written', async () => {
      const { e164, national } = newPhoneNumber();
      await askForCode(ramz.url, national, { locale: 'en' }).expect(200);
      const [message, ...older] = await messagesTo(ramz.url, national);
      expect(older).toEqual([]);
      expect(message).toEqual({
        to: e164,
        channel: 'sms',
        subject: null,
        text: expect.stringContaining(`\n@shop.example #${message!.code}`),
        code: expect.stringMatching(/^\d{6}$/),
        segments: 1,
        encoding: 'gsm7',
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      });
      await verifyCode(ramz.url, e164, message!.code!).expect(200);
    });

    it('the newest message comes first', async () => {
      const { e164 } = newPhoneNumber();
      await askForCode(ramz.url, e164).expect(200);
      const [first] = await messagesTo(ramz.url, e164);
      await askForCode(ramz.url, e164, { channel: 'call', locale: 'fa' }).expect(200);
      const messages = await messagesTo(ramz.url, e164);
      expect(messages).toEqual([expect.objectContaining({ channel: 'call', segments: null, encoding: null }), first]);
    });

    it('e-mails have their subject', async () => {
      await supertest(ramz.url).post('/api/v1/auth/otp').send({ email: 'sam@example.com', locale: 'en' }).expect(200);
      const [message] = await messagesTo(ramz.url, 'Sam@Example.com');
      expect(message).toMatchObject({
        to: 'sam@example.com',
        channel: 'email',
        subject: expect.stringMatching(/code/i),
      });
      expect(message!.text).toContain(message!.code);
    });

    it('a message that was refused is none that anybody got', async () => {
      await askForCode(ramz.url, '+989120009991').expect(200);
      expect(await messagesTo(ramz.url, '+989120009991')).toEqual([]);
    });

    it('without a recipient the messages of all are listed', async () => {
      const { e164 } = newPhoneNumber();
      await askForCode(ramz.url, e164).expect(200);
      await eventually(async () => {
        expect((await messagesTo(ramz.url)).map(({ to }) => to)).toContain(e164);
      });
    });

    it('a recipient that can be none is refused', async () => {
      const { body } = await supertest(ramz.url).get(PATH).query({ to: '12345' }).expect(400);
      expect(body).toMatchObject({ code: 'phone_number_invalid', errors: { to: [expect.any(String)] } });
    });

    it('no more than a thousand messages are kept', async () => {
      await ramz.database.query(
        `INSERT INTO simulated_messages (channel, recipient, text) SELECT 'sms', '+989129999999', 'x' FROM generate_series(1, 1500)`,
      );
      const { e164 } = newPhoneNumber();
      await askForCode(ramz.url, e164).expect(200);
      expect(await messagesTo(ramz.url, e164)).toHaveLength(1);
      const { rows } = await ramz.database.query('SELECT count(*)::int AS count FROM simulated_messages');
      expect(rows).toEqual([{ count: 1000 }]);
    });

    it.each(['/demo', '/inbox'])('the page %s may load only what this server serves', async (path) => {
      const { headers, text } = await supertest(ramz.url).get(path).expect(200);
      expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
      expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:/);
      expect(text).toContain('<main');
    });

    it.each([
      ['turnstile', 'https://challenges.cloudflare.com'],
      ['hcaptcha', 'https://hcaptcha.com https://*.hcaptcha.com'],
    ])('the demo may load the widget of %s too, and the inbox may not', async (CAPTCHA_PROVIDER, hosts) => {
      const check = { CAPTCHA_PROVIDER, CAPTCHA_SITE_KEY: 'site-key', CAPTCHA_SECRET: 'secret-key' };
      const { url } = await ramz.addProcess({ ROLE: 'api', ...check });
      const policy = await policyOf('/demo', url);
      for (const directive of ['script-src', 'style-src', 'connect-src'])
        expect(policy).toContain(`${directive} 'self' ${hosts};`);
      expect(policy).toContain(`; frame-src ${hosts};`);
      expect(await policyOf('/inbox', url)).not.toMatch(/unsafe|https?:/);
    });

    it('the demo may load nothing of other servers without such a check', async () => {
      expect(await policyOf('/demo', ramz.url)).not.toMatch(/unsafe|https?:|frame-src/);
    });

    it.each(['page.controller.js', '..%2fpage.controller.js', '..%2f..%2f..%2fbundle%2fmain.js'])(
      'no other file can be read as one of the pages: %s',
      async (name) => {
        await supertest(ramz.url).get(`/simulation/${name}`).expect(404);
      },
    );

    it('a worker does not answer', async () => {
      for (const path of ROUTES) await supertest(ramz.processes[1]!.url).get(path).expect(404);
    });
  });

  describe('in production, with everything set that could switch the simulation on', () => {
    const ramz = withRamz(({ environment }) => ({
      NODE_ENV: 'production',
      ENVIRONMENT: 'development',
      LOG_LEVEL: 'error',
      PUBLIC_URL: 'https://otp.example.com',
      DATABASE_URL: environment.databaseUrl,
      SMS_ENABLED: 'false',
      EMAIL_OTP_ENABLED: 'false',
      OTP_CHANNELS: 'sms,call,email',
      OTP_TEST_NUMBERS: '+989120000001:123456@2027-01-01',
      SIMULATION: 'true',
      SMS_SIMULATION: 'true',
      DEMO: 'true',
    }));

    it.each(ROUTES)('%s does not exist', async (path) => {
      const { body } = await supertest(ramz.url).get(path).expect(404);
      expect(body).toMatchObject({ code: 'not_found' });
    });

    it('the start names no demo', () => {
      expect(ramz.process.output).not.toContain('/demo');
    });
  });

  describe('with a provider', () => {
    const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error' }, { providers: ['kavenegar'] });

    it.each(ROUTES)('%s does not exist', async (path) => {
      await supertest(ramz.url).get(path).expect(404);
    });
  });
});
