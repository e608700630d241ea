import type { ConfigType } from '@nestjs/config';
import { boolean, defineConfig, integer, isPlainHttp, text, variable } from '../../config/index.js';
import { httpConfig } from '../../http/index.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How long sessions and their tokens live. */
export const sessionConfig = defineConfig('sessions', {
  title: 'Sessions',
  variables: {
    ACCESS_TOKEN_MINUTES: variable(integer(1, 1440), { default: '15', help: 'Lifetime of an access token' }),
    TOKEN_AUDIENCE: variable(text, {
      unset: '`PUBLIC_URL`, else `ramz`',
      help: 'Claim `aud` of access tokens: [sessions.md](sessions.md#access-tokens)',
    }),
    REFRESH_TOKEN_DAYS: variable(integer(1, 365), {
      default: '30',
      help: 'Lifetime of a session and its refresh token',
    }),
    REFRESH_REUSE_SECONDS: variable(integer(0, 300), {
      default: '30',
      help: 'How long a client that lost the answer to a refresh may repeat it',
    }),
    SESSION_MAX_DAYS: variable(integer(1, 3650), {
      default: '180',
      help: 'Days after sign-in when a session ends, however often it is refreshed',
    }),
    ACCOUNT_DORMANT_DAYS: variable(integer(1, 3650), {
      default: '180',
      help: 'Days without sign-in and refresh after which a phone number may belong to somebody else: [security.md](security.md#recycled-numbers)',
    }),
    SESSION_COOKIES: variable(boolean, {
      default: 'false',
      help: 'Web pages may keep sessions in cookies: [sessions.md](sessions.md#cookies)',
    }),
  },
  faults: (values, { production, environment }) =>
    production && values.SESSION_COOKIES && httpConfig.read(environment).allowedOrigins.some(isPlainHttp)
      ? [
          'ALLOWED_ORIGINS has an origin that starts with http://, and with SESSION_COOKIES others could act as its users. ' +
            'Use https://',
        ]
      : [],
  read: (values) => ({
    accessTokenMs: values.ACCESS_TOKEN_MINUTES * MINUTE_MS,
    /** The issuer if undefined. */
    tokenAudience: values.TOKEN_AUDIENCE,
    refreshTokenMs: values.REFRESH_TOKEN_DAYS * DAY_MS,
    refreshReuseMs: values.REFRESH_REUSE_SECONDS * SECOND_MS,
    maxAgeMs: values.SESSION_MAX_DAYS * DAY_MS,
    dormantMs: values.ACCOUNT_DORMANT_DAYS * DAY_MS,
    /** Whether clients may keep sessions in cookies. */
    cookies: values.SESSION_COOKIES,
  }),
});

export type SessionConfig = ConfigType<typeof sessionConfig>;
