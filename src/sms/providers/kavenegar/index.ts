import { integer, parsed, text, url, variable } from '../../../config/index.js';
import { defineProvider } from '../define-provider.js';
import { KavenegarProvider } from './kavenegar.provider.js';

const webhookToken = parsed('16 or more letters, digits, `-`, `_`', (given) => {
  if (!/^[\w-]{16,}$/.test(given)) throw new Error('must have at least 16 letters, digits, - or _');
  return given;
});

export const kavenegar = defineProvider({
  name: 'kavenegar',
  title: 'Kavenegar',
  environment: {
    KAVENEGAR_API_KEY: variable(text, {
      unset: 'Kavenegar is not used',
      help: 'API key of the account',
    }),
    KAVENEGAR_SENDER: variable(text, { default: '2000660110', values: 'line', help: 'Sender line of plain texts' }),
    KAVENEGAR_TEMPLATE: variable(text, { default: 'verify', values: 'name', help: 'Approved template for codes' }),
    KAVENEGAR_BASE_URL: variable(url('http:', 'https:'), {
      default: 'https://api.kavenegar.com',
      help: 'Address of the API; `http://127.0.0.1:4010` for `npm run fake:kavenegar`',
    }),
    KAVENEGAR_WEBHOOK_TOKEN: variable(webhookToken, {
      help: 'Secret at the end of the callback address; without it Ramz refuses callbacks and polls for delivery reports',
    }),
    KAVENEGAR_MIN_CREDIT: variable(integer(0, 1_000_000_000_000), {
      default: '10000',
      values: 'rial',
      help: 'Credit below this is logged as a warning',
    }),
  },
  enabledBy: 'KAVENEGAR_API_KEY',
  secrets: ['KAVENEGAR_API_KEY', 'KAVENEGAR_WEBHOOK_TOKEN'],
  publicNumbers: ['KAVENEGAR_SENDER'],
  countries: ['IR', '*'],
  capabilities: ['templates', 'bulk', 'polling', 'webhook', 'account', 'reconciliation', 'cancelling', 'diagnosis'],
  create: (values, { http }) =>
    new KavenegarProvider(
      {
        apiKey: values.KAVENEGAR_API_KEY!,
        baseUrl: values.KAVENEGAR_BASE_URL,
        sender: values.KAVENEGAR_SENDER,
        template: values.KAVENEGAR_TEMPLATE,
        webhookToken: values.KAVENEGAR_WEBHOOK_TOKEN,
        minCredit: values.KAVENEGAR_MIN_CREDIT,
      },
      http,
    ),
});
