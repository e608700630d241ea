import { choice, list, parsed, text, url, variable } from '../../../config/index.js';
import { defineProvider } from '../define-provider.js';
import { TwilioProvider } from './twilio.provider.js';

const sid = (prefix: string) =>
  parsed(`\`${prefix}\` and 32 characters`, (given) => {
    if (!new RegExp(`^${prefix}[0-9a-zA-Z]{32}$`).test(given)) {
      throw new Error(`must be ${prefix} and 32 letters and digits, as the Twilio console shows it`);
    }
    return given;
  });

const senders = parsed('senders, comma-separated', (given) => {
  const names = list(given);
  if (!names.every((sender) => /^\+\d{3,15}$|^\d{3,8}$|^[A-Za-z0-9 ]{1,11}$/.test(sender)))
    throw new Error('must be senders, comma-separated: E.164 numbers, short codes or names of at most 11 letters');
  return names;
});

export const twilio = defineProvider({
  name: 'twilio',
  title: 'Twilio',
  environment: {
    TWILIO_ACCOUNT_SID: variable(sid('AC'), { unset: 'Twilio is not used', help: 'SID of the account' }),
    TWILIO_AUTH_TOKEN: variable(text, {
      help: 'Auth token of the account; it authenticates calls and signs webhooks',
    }),
    TWILIO_API_KEY_SID: variable(sid('SK'), { help: 'API key that authenticates calls instead of the auth token' }),
    TWILIO_API_KEY_SECRET: variable(text, { help: 'Secret of that API key' }),
    TWILIO_FROM_NUMBER: variable(senders, {
      default: '',
      help: 'One or several senders; the same recipient always gets the same one',
    }),
    TWILIO_MESSAGING_SERVICE_SID: variable(sid('MG'), { help: 'Messaging Service, which chooses the sender' }),
    TWILIO_VERIFY_SERVICE_SID: variable(sid('VA'), {
      help: 'Verify service for codes; without it codes are sent as plain texts',
    }),
    TWILIO_VERIFY_MODE: variable(choice('custom_code', 'managed'), {
      default: 'custom_code',
      help: 'Who generates and checks the code: Ramz (`custom_code`) or Twilio (`managed`)',
    }),
    TWILIO_BASE_URL: variable(url('http:', 'https:'), {
      default: 'https://api.twilio.com',
      help: 'Address of the API',
    }),
    TWILIO_VERIFY_BASE_URL: variable(url('http:', 'https:'), {
      default: 'https://verify.twilio.com',
      help: 'Address of the Verify API',
    }),
  },
  enabledBy: 'TWILIO_ACCOUNT_SID',
  secrets: ['TWILIO_AUTH_TOKEN', 'TWILIO_API_KEY_SECRET'],
  countries: ['*'],
  // Nothing has been delivered there since March 2025 (error 60605).
  unreachable: ['IR'],
  capabilities: ['webhook', 'account', 'reconciliation', 'cancelling', 'feedback', 'managed verification', 'diagnosis'],
  faults: (values) => {
    const hasApiKey = values.TWILIO_API_KEY_SID !== undefined && values.TWILIO_API_KEY_SECRET !== undefined;
    const hasSender =
      values.TWILIO_FROM_NUMBER.length > 0 || values.TWILIO_MESSAGING_SERVICE_SID || values.TWILIO_VERIFY_SERVICE_SID;
    return [
      ...(hasApiKey || values.TWILIO_AUTH_TOKEN
        ? []
        : ['TWILIO_ACCOUNT_SID is set without TWILIO_AUTH_TOKEN, or TWILIO_API_KEY_SID with TWILIO_API_KEY_SECRET']),
      ...(hasSender
        ? []
        : [
            'TWILIO_ACCOUNT_SID is set without TWILIO_FROM_NUMBER, TWILIO_MESSAGING_SERVICE_SID or TWILIO_VERIFY_SERVICE_SID',
          ]),
    ];
  },
  create: (values, { http, reportUrl }) => {
    const { TWILIO_API_KEY_SID: keySid, TWILIO_API_KEY_SECRET: keySecret } = values;
    const accountSid = values.TWILIO_ACCOUNT_SID!;
    const credentials =
      keySid !== undefined && keySecret !== undefined
        ? { username: keySid, password: keySecret }
        : { username: accountSid, password: values.TWILIO_AUTH_TOKEN! };
    return new TwilioProvider(
      {
        accountSid,
        ...credentials,
        authToken: values.TWILIO_AUTH_TOKEN,
        from: values.TWILIO_FROM_NUMBER,
        messagingServiceSid: values.TWILIO_MESSAGING_SERVICE_SID,
        verifyServiceSid: values.TWILIO_VERIFY_SERVICE_SID,
        verifyMode: values.TWILIO_VERIFY_MODE,
        baseUrl: values.TWILIO_BASE_URL,
        verifyBaseUrl: values.TWILIO_VERIFY_BASE_URL,
        statusCallbackUrl: reportUrl,
      },
      http,
    );
  },
});
