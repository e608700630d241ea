import { startFakeKavenegar } from '../../../../test/support/fake-kavenegar.mjs';
import { contractRequest, describedBy, describeProviderContract } from '../../../../test/support/provider-contract.js';
import { kavenegar } from './index.js';

const KEY = 'SECRET4B6579';
const iranian = contractRequest({ recipient: '+989121234567', country: 'IR', otp: { code: '482913', locale: 'fa' } });
const post = (scope: string) => ({
  method: 'POST',
  path: `/v1/${KEY}/${scope}.json`,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

describeProviderContract({
  ...describedBy(kavenegar, (baseUrl) => ({ KAVENEGAR_API_KEY: KEY, KAVENEGAR_BASE_URL: baseUrl })),
  fake: () => startFakeKavenegar({ apiKey: KEY }),
  secrets: [KEY],
  sends: [
    {
      method: 'lookup',
      request: iranian,
      wire: { ...post('verify/lookup'), form: { receptor: '09121234567', template: 'verify', token: '482913' } },
      accepted: { rawCode: 200, currency: 'IRR' },
    },
    {
      method: 'lookup',
      request: contractRequest({ channel: 'call' }),
      wire: {
        ...post('verify/lookup'),
        form: { receptor: '00573001234567', template: 'verify', token: '482913', type: 'call' },
      },
    },
    {
      method: 'plain',
      request: contractRequest({ otp: undefined, text: 'سلام' }),
      wire: {
        ...post('sms/send'),
        form: { receptor: '00573001234567', message: 'سلام', localid: '450', sender: '2000660110' },
      },
    },
    {
      method: 'default_line',
      request: iranian,
      wire: { ...post('sms/send'), form: { receptor: '09121234567', message: iranian.text, localid: '450' } },
    },
  ],
});
