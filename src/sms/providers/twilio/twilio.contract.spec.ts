import { startFakeTwilio } from '../../../../test/support/fake-twilio.mjs';
import { contractRequest, describedBy, describeProviderContract } from '../../../../test/support/provider-contract.js';
import { twilio } from './index.js';

const ACCOUNT = 'AC00000000000000000000000000000001';
const SERVICE = 'VA00000000000000000000000000000001';
const TOKEN = 'SECRET61757468';
const basic = Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64');
const post = (path: string) => ({
  method: 'POST',
  path,
  headers: {
    authorization: `Basic ${basic}`,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  },
});
const code = contractRequest();
const verify = { ...post(`/v2/Services/${SERVICE}/Verifications`) };
const messages = { ...post(`/2010-04-01/Accounts/${ACCOUNT}/Messages.json`) };

describeProviderContract({
  ...describedBy(twilio, (baseUrl) => ({
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: TOKEN,
    TWILIO_FROM_NUMBER: '+15005550006',
    TWILIO_VERIFY_SERVICE_SID: SERVICE,
    TWILIO_BASE_URL: baseUrl,
    TWILIO_VERIFY_BASE_URL: baseUrl,
  })),
  fake: () => startFakeTwilio({ accountSid: ACCOUNT, authToken: TOKEN, verifyService: SERVICE }),
  secrets: [TOKEN, basic, '5005550006'],
  sends: [
    {
      method: 'verify',
      request: code,
      wire: { ...verify, form: { To: '+573001234567', Channel: 'sms', CustomCode: '482913', Locale: 'en' } },
      accepted: { providerMessageId: expect.stringMatching(/^VE/) },
    },
    {
      method: 'verify',
      request: contractRequest({ channel: 'call', otp: { code: '482913', locale: 'pt_br' } }),
      wire: { ...verify, form: { To: '+573001234567', Channel: 'call', CustomCode: '482913', Locale: 'pt-BR' } },
    },
    {
      method: 'plain',
      request: code,
      wire: {
        ...messages,
        form: {
          To: '+573001234567',
          Body: 'Your code is 482913',
          From: '+15005550006',
          ValidityPeriod: '300',
          StatusCallback: `https://ramz.example/api/v1/webhooks/twilio?message=${code.messageId}`,
        },
      },
      accepted: { providerMessageId: expect.stringMatching(/^SM/), segments: 1 },
    },
  ],
});
