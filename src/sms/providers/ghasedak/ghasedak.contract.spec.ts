import { startFakeGhasedak } from '../../../../test/support/fake-ghasedak.mjs';
import { contractRequest, describedBy, describeProviderContract } from '../../../../test/support/provider-contract.js';
import { ghasedak } from './index.js';

const KEY = 'SECRET676873';
const LINE = '30005088';
const iranian = contractRequest({ recipient: '+989121234567', country: 'IR', otp: { code: '482913', locale: 'fa' } });
const receptors = [{ mobile: '09121234567', clientReferenceId: '450' }];
const post = (method: string) => ({
  method: 'POST',
  path: `/rest/api/v1/WebService/${method}`,
  headers: { apikey: KEY, 'content-type': 'application/json' },
});

describeProviderContract({
  ...describedBy(ghasedak, (baseUrl) => ({
    GHASEDAK_API_KEY: KEY,
    GHASEDAK_BASE_URL: baseUrl,
    GHASEDAK_SENDER: LINE,
    GHASEDAK_TEMPLATE: 'verify',
  })),
  fake: () =>
    startFakeGhasedak({
      apiKey: KEY,
      lines: [LINE, '210002'],
      templates: { verify: ['Code'], order: ['param1', 'param2'] },
    }),
  secrets: [KEY],
  sends: [
    {
      method: 'lookup',
      request: iranian,
      wire: {
        ...post('SendOtpSMS'),
        json: {
          receptors,
          templateName: 'verify',
          inputs: [{ param: 'Code', value: '482913' }],
          udh: false,
          isVoice: false,
        },
      },
      accepted: { rawCode: 200, cost: 940, currency: 'IRR' },
    },
    {
      method: 'lookup',
      request: {
        ...iranian,
        channel: 'call',
        text: '',
        otp: undefined,
        template: { name: 'order', tokens: ['17', 'B'] },
      },
      wire: {
        ...post('SendOtpSMS'),
        json: {
          receptors,
          templateName: 'order',
          inputs: [
            { param: 'param1', value: '17' },
            { param: 'param2', value: 'B' },
          ],
          udh: false,
          isVoice: true,
        },
      },
    },
    {
      method: 'plain',
      request: { ...iranian, sender: '210002' },
      wire: {
        ...post('SendSingleSMS'),
        json: {
          message: iranian.text,
          receptor: '09121234567',
          lineNumber: '210002',
          clientReferenceId: '450',
          udh: false,
        },
      },
      accepted: { rawCode: 200, cost: 940, currency: 'IRR' },
    },
    {
      method: 'default_line',
      request: { ...iranian, sender: '210002' },
      wire: {
        ...post('SendSingleSMS'),
        json: {
          message: iranian.text,
          receptor: '09121234567',
          lineNumber: LINE,
          clientReferenceId: '450',
          udh: false,
        },
      },
    },
  ],
});
