import { integer, parsed, text, url, variable } from '../../../config/index.js';
import { defineProvider } from '../define-provider.js';
import { GhasedakProvider } from './ghasedak.provider.js';

const line = parsed('line number', (given) => {
  if (!/^\d{4,20}$/.test(given)) throw new Error('must be the number of a line of the Ghasedak account');
  return given;
});

export const ghasedak = defineProvider({
  name: 'ghasedak',
  title: 'Ghasedak',
  environment: {
    GHASEDAK_API_KEY: variable(text, { unset: 'Ghasedak is not used', help: 'API key of the account' }),
    GHASEDAK_SENDER: variable(line, { help: 'Sender line of plain texts; without it only templates are sent' }),
    GHASEDAK_TEMPLATE: variable(text, {
      values: 'name',
      help: 'Template for codes; without it codes are sent as plain texts',
    }),
    GHASEDAK_TEMPLATE_PARAMETER: variable(text, {
      default: 'Code',
      values: 'name',
      help: "Name of the template's parameter for the code",
    }),
    GHASEDAK_MIN_CREDIT: variable(integer(0, 1_000_000_000_000), {
      values: 'rial',
      help: 'Credit below this is logged as a warning',
    }),
    GHASEDAK_BASE_URL: variable(url('http:', 'https:'), {
      default: 'https://gateway.ghasedak.me',
      help: 'Address of the API',
    }),
  },
  enabledBy: 'GHASEDAK_API_KEY',
  secrets: ['GHASEDAK_API_KEY'],
  publicNumbers: ['GHASEDAK_SENDER'],
  capabilities: ['templates', 'polling', 'account', 'reconciliation', 'diagnosis'],
  create: (values, { http }) =>
    new GhasedakProvider(
      {
        apiKey: values.GHASEDAK_API_KEY!,
        baseUrl: values.GHASEDAK_BASE_URL,
        sender: values.GHASEDAK_SENDER,
        template: values.GHASEDAK_TEMPLATE,
        templateParameter: values.GHASEDAK_TEMPLATE_PARAMETER,
        minCredit: values.GHASEDAK_MIN_CREDIT,
      },
      http,
    ),
});
