import supertest from 'supertest';
import { withRamz } from '../support/with-ramz.js';

const PATH = '/api/v1/auth/options';

/** What the element's tests answer in place of Ramz: the element is tested against it. */
async function fakeOptions(): Promise<Record<string, unknown>> {
  const path = '../../packages/elements/test/support/fake-ramz.js';
  const { FakeRamz } = (await import(path)) as { FakeRamz: new () => { options: Record<string, unknown> } };
  return new FakeRamz().options;
}

describe('GET /api/v1/auth/options', () => {
  describe('with the defaults of simulation', () => {
    const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error' });

    it('a client is offered what it can have, and nothing that is switched off', async () => {
      const { body } = await supertest(ramz.url).get(PATH).expect(200);
      expect(body).toEqual({
        channels: ['sms'],
        countries: { IR: '98' },
        default_country: 'IR',
        code_length: 6,
        locales: ['fa', 'en', 'es'],
        resend_in: 30,
        human_check: null,
        sessions: ['token'],
      });
    });

    it('the answer has the fields that the fake server of the element has', async () => {
      const { body } = await supertest(ramz.url).get(PATH).expect(200);
      expect(Object.keys(body).toSorted()).toEqual(Object.keys(await fakeOptions()).toSorted());
    });

    it('the answer may be cached for a minute, and is not sent again while it is the same', async () => {
      const { headers } = await supertest(ramz.url).get(PATH).expect(200);
      expect(headers['cache-control']).toBe('public, max-age=60');
      const again = await supertest(ramz.url).get(PATH).set('If-None-Match', headers['etag']!).expect(304);
      expect(again.text).toBe('');
      expect(again.headers).toMatchObject({ etag: headers['etag'], 'cache-control': 'public, max-age=60' });
      await supertest(ramz.url).get(PATH).set('If-None-Match', '"another"').expect(200);
    });
  });

  describe('with everything on', () => {
    const ramz = withRamz({
      ROLE: 'api',
      LOG_LEVEL: 'error',
      OTP_CHANNELS: 'sms,call,email',
      EMAIL_OTP_ENABLED: 'true',
      OTP_LENGTH: '8',
      OTP_RESEND_COOLDOWN_SECONDS: '45',
      SMS_ALLOWED_COUNTRIES: 'IR,CO,US',
      DEFAULT_COUNTRY: 'CO',
      SESSION_COOKIES: 'true',
      CAPTCHA_PROVIDER: 'turnstile',
      CAPTCHA_SITE_KEY: 'public-site-key',
      CAPTCHA_SECRET: 'secret-of-the-human-check',
    });

    it('the answer follows the configuration, and contains no secret', async () => {
      const { body, text } = await supertest(ramz.url).get(PATH).expect(200);
      expect(body).toEqual({
        channels: ['sms', 'call', 'email'],
        countries: { CO: '57', IR: '98', US: '1' },
        default_country: 'CO',
        code_length: 8,
        locales: ['fa', 'en', 'es'],
        resend_in: 45,
        human_check: { provider: 'turnstile', site_key: 'public-site-key' },
        sessions: ['token', 'cookie'],
      });
      expect(text).not.toContain('secret-of-the-human-check');
    });
  });

  describe('without SMS', () => {
    const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error', SMS_ENABLED: 'false', EMAIL_OTP_ENABLED: 'true' });

    it('e-mail alone is offered', async () => {
      const { body } = await supertest(ramz.url).get(PATH).expect(200);
      expect(body).toMatchObject({ channels: ['email'] });
    });
  });
});
