import { startFakeSmsIr } from '../../../../test/support/fake-smsir.mjs';
import { contractRequest, describedBy, describeProviderContract } from '../../../../test/support/provider-contract.js';
import { smsir } from './index.js';

const KEY = 'SECRET736D73';
const LINE = 30007732904200;
const iranian = contractRequest({ recipient: '+989121234567', country: 'IR', otp: { code: '482913', locale: 'fa' } });
const post = (method: string) => ({
  method: 'POST',
  path: `/v1/send/${method}`,
  headers: { 'x-api-key': KEY, 'content-type': 'application/json', accept: 'application/json' },
});

describeProviderContract({
  ...describedBy(smsir, (baseUrl) => ({
    SMSIR_API_KEY: KEY,
    SMSIR_BASE_URL: baseUrl,
    SMSIR_SENDER: String(LINE),
    SMSIR_TEMPLATE: '123456',
  })),
  fake: () => startFakeSmsIr({ apiKey: KEY, lines: [LINE, 30001] }),
  secrets: [KEY],
  sends: [
    {
      method: 'lookup',
      request: iranian,
      wire: {
        ...post('verify'),
        json: { mobile: '09121234567', templateId: 123456, parameters: [{ name: 'CODE', value: '482913' }] },
      },
      accepted: { rawCode: 1, cost: 1 },
    },
    {
      method: 'lookup',
      request: { ...iranian, otp: undefined, template: { name: '123456', tokens: ['A 17', '۱۲'] } },
      wire: {
        ...post('verify'),
        json: {
          mobile: '09121234567',
          templateId: 123456,
          parameters: [
            { name: 'TOKEN', value: 'A 17' },
            { name: 'TOKEN2', value: '۱۲' },
          ],
        },
      },
    },
    {
      method: 'plain',
      request: { ...iranian, otp: undefined, text: 'سلام' },
      wire: { ...post('bulk'), json: { lineNumber: LINE, messageText: 'سلام', mobiles: ['09121234567'] } },
      accepted: { rawCode: 1, cost: 1 },
    },
    {
      method: 'plain',
      request: { ...iranian, sender: '30001' },
      wire: { ...post('bulk'), json: { lineNumber: 30001, messageText: iranian.text, mobiles: ['09121234567'] } },
    },
    {
      method: 'default_line',
      request: { ...iranian, sender: '30001' },
      wire: { ...post('bulk'), json: { lineNumber: LINE, messageText: iranian.text, mobiles: ['09121234567'] } },
    },
  ],
});
