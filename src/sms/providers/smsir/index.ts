import { integer, parsed, text, url, variable } from '../../../config/index.js';
import { defineProvider } from '../define-provider.js';
import { SmsIrProvider } from './smsir.provider.js';

const line = parsed('line number', (given) => {
  if (!/^\d{4,20}$/.test(given)) throw new Error('must be the number of a line of the SMS.ir account');
  return given;
});

const template = parsed('template number', (given) => {
  if (!/^\d{1,20}$/.test(given)) throw new Error('must be the number of a template of the SMS.ir account');
  return given;
});

export const smsir = defineProvider({
  name: 'smsir',
  title: 'SMS.ir',
  environment: {
    SMSIR_API_KEY: variable(text, { unset: 'SMS.ir is not used', help: 'API key of the account' }),
    SMSIR_SENDER: variable(line, { help: 'Sender line of plain texts; without it only templates are sent' }),
    SMSIR_TEMPLATE: variable(template, { help: 'Template for codes; without it codes are sent as plain texts' }),
    SMSIR_TEMPLATE_PARAMETER: variable(text, {
      default: 'CODE',
      values: 'name',
      help: "Name of the template's parameter for the code",
    }),
    SMSIR_MIN_CREDIT: variable(integer(0, 1_000_000_000_000), {
      values: 'whole number',
      help: 'Credit below this is logged as a warning',
    }),
    SMSIR_BASE_URL: variable(url('http:', 'https:'), { default: 'https://api.sms.ir', help: 'Address of the API' }),
  },
  enabledBy: 'SMSIR_API_KEY',
  secrets: ['SMSIR_API_KEY'],
  publicNumbers: ['SMSIR_SENDER'],
  capabilities: ['templates', 'polling', 'account', 'diagnosis'],
  create: (values, { http }) =>
    new SmsIrProvider(
      {
        apiKey: values.SMSIR_API_KEY!,
        baseUrl: values.SMSIR_BASE_URL,
        sender: values.SMSIR_SENDER,
        template: values.SMSIR_TEMPLATE,
        templateParameter: values.SMSIR_TEMPLATE_PARAMETER,
        minCredit: values.SMSIR_MIN_CREDIT,
      },
      http,
    ),
});
