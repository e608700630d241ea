import type { ConfigType } from '@nestjs/config';
import { boolean, defineConfig, integer, list, parsed, readLastDay, variable } from '../../config/index.js';
import { CHANNELS, type Channel } from './channel.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A production number with a fixed code for longer is as good as one without an end. */
const LONGEST_TEST_MS = 366 * DAY_MS;

/** A number whose code is fixed until a day, for app reviews and tests. */
export interface TestNumber {
  /** E.164. */
  phone: string;
  code: string;
  /** From then on the number is treated like any other. */
  endsAt: Date;
}

const testNumbers = parsed(
  'list `number:code@last day`, such as `+989120000001:123456@2027-01-01`',
  (text): TestNumber[] => {
    const form = 'must be a list like +989120000001:123456@2027-01-01 (number, code, last day), comma-separated';
    const numbers = list(text).map((item) => {
      const [, phone, code, day] = /^(\+\d{7,15}):(\d{4,10})@(\d{4}-\d{2}-\d{2})$/.exec(item) ?? [];
      const endsAt = readLastDay(day ?? '');
      if (!phone || !code || !endsAt) throw new Error(form);
      return { phone, code, endsAt };
    });
    if (new Set(numbers.map(({ phone }) => phone)).size !== numbers.length)
      throw new Error('names the same number twice');
    return numbers;
  },
);

const channels = parsed('list of `sms`, `call`, `email`', (text) =>
  list(text).map((item) => {
    const channel = CHANNELS.find((name) => name === item);
    if (!channel) throw new Error(`must be a list of ${CHANNELS.join(', ')}`);
    return channel;
  }),
);

const domain = parsed('bare domain, such as `example.com`', (text) => {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(text)) throw new Error('must be a bare domain, such as example.com');
  return text;
});

const appHash = parsed('11 characters', (text) => {
  if (!/^[A-Za-z0-9+/]{11}$/.test(text)) throw new Error('must be the 11 characters that identify the Android app');
  return text;
});

/** The rules for one-time codes. */
export const otpConfig = defineConfig('otp', {
  title: 'Codes',
  variables: {
    OTP_CHANNELS: variable(channels, {
      unset: '`sms`, and `email` where enabled',
      help: 'Channels that clients may choose: `sms`, `call`, `email`. Others: 400 `channel_unavailable`',
    }),
    OTP_LENGTH: variable(integer(4, 10), { default: '6', help: 'Digits of a code' }),
    OTP_EXPIRATION_MINUTES: variable(integer(1, 10), { default: '5', help: 'Lifetime of a code' }),
    OTP_MAX_ATTEMPTS: variable(integer(1, 10), {
      default: '5',
      help: 'Codes compared per challenge: the limit `wrong_codes`',
    }),
    OTP_RESEND_COOLDOWN_SECONDS: variable(integer(0, 600), {
      default: '30',
      help: 'Wait before a resend, returned to clients as `resend_in`; it doubles with each resend, up to the lifetime of a code',
    }),
    OTP_ENFORCE_COOLDOWN: variable(boolean, {
      default: 'false',
      help: 'Refuse a resend before `resend_in` has passed',
    }),
    OTP_REQUIRE_CHALLENGE: variable(boolean, {
      default: 'false',
      help: 'Verify by `challenge_id` only, so that a code is bound to the client that requested it',
    }),
    OTP_TEST_NUMBERS: variable(testNumbers, {
      default: '',
      help: 'Numbers with a fixed code until the end of that day (UTC); nothing is sent to them: [below](#test-numbers)',
    }),
    OTP_RETENTION_DAYS: variable(integer(1, 3650), {
      default: '30',
      help: 'Days after which rows of codes are deleted',
    }),
    OTP_WEBOTP_DOMAIN: variable(domain, {
      help: "Adds the last line `@example.com #123456` to plain texts, for browsers' WebOTP",
    }),
    OTP_ANDROID_APP_HASH: variable(appHash, {
      help: 'Adds the line to plain texts by which the Android SMS Retriever recognises your app',
    }),
  },
  faults: (values, { production }) => [
    ...(values.OTP_TEST_NUMBERS.every(({ code }) => code.length === values.OTP_LENGTH)
      ? []
      : ['OTP_TEST_NUMBERS has a code with more or fewer digits than OTP_LENGTH']),
    ...(production && values.OTP_TEST_NUMBERS.some(({ endsAt }) => endsAt.getTime() > Date.now() + LONGEST_TEST_MS)
      ? ['OTP_TEST_NUMBERS has a number whose last day is more than a year ahead. Name an earlier day']
      : []),
  ],
  warnings: (values, { production }) => (production ? productionWarnings(values) : []),
  read: (values) => ({
    channels: values.OTP_CHANNELS ?? (['sms', 'email'] satisfies Channel[]),
    length: values.OTP_LENGTH,
    lifetimeMs: values.OTP_EXPIRATION_MINUTES * MINUTE_MS,
    maxAttempts: values.OTP_MAX_ATTEMPTS,
    resendCooldownMs: values.OTP_RESEND_COOLDOWN_SECONDS * SECOND_MS,
    requireChallenge: values.OTP_REQUIRE_CHALLENGE,
    enforceCooldown: values.OTP_ENFORCE_COOLDOWN,
    webOtpDomain: values.OTP_WEBOTP_DOMAIN,
    androidAppHash: values.OTP_ANDROID_APP_HASH,
    testNumbers: values.OTP_TEST_NUMBERS,
    retentionMs: values.OTP_RETENTION_DAYS * DAY_MS,
  }),
});

function productionWarnings(values: { OTP_LENGTH: number; OTP_MAX_ATTEMPTS: number; OTP_TEST_NUMBERS: TestNumber[] }) {
  const { OTP_LENGTH: length, OTP_MAX_ATTEMPTS: attempts, OTP_TEST_NUMBERS: numbers } = values;
  const current = numbers.filter(({ endsAt }) => endsAt.getTime() > Date.now()).length;
  return [
    ...(length < 6 ? [`OTP_LENGTH is ${length}: six digits are the least that NIST and OWASP accept.`] : []),
    ...(attempts > 5
      ? [`OTP_MAX_ATTEMPTS is ${attempts}: with five, a guess is right once in 200,000 challenges.`]
      : []),
    ...(current > 0
      ? [
          `OTP_TEST_NUMBERS lets ${current} number${current > 1 ? 's' : ''} sign in with a fixed code. Remove them after the test.`,
        ]
      : []),
  ];
}

export type OtpConfig = ConfigType<typeof otpConfig>;
