import type { ConfigType } from '@nestjs/config';
import { boolean, defineConfig, integer, isPlainHttp, variable } from '../../config/index.js';
import { httpConfig } from '../../http/index.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How long sessions and their tokens live. */
export const sessionConfig = defineConfig('sessions', {
  title: 'Sessions',
  variables: {
    ACCESS_TOKEN_MINUTES: variable(integer(1, 1440), { default: '15', help: 'Lifetime of an access token' }),
    REFRESH_TOKEN_DAYS: variable(integer(1, 365), {
      default: '30',
      help: 'Lifetime of a session and its refresh token',
    }),
    SESSION_COOKIES: variable(boolean, {
      default: 'false',
      help: 'Also keeps sessions in cookies, for web pages: [sessions.md](sessions.md#cookies)',
    }),
  },
  faults: (values, { production, environment }) => {
    if (!production || !values.SESSION_COOKIES) return [];
    const { publicUrl, allowedOrigins } = httpConfig.read(environment);
    return [
      ...(publicUrl
        ? []
        : ['SESSION_COOKIES needs PUBLIC_URL in production, because requests are compared with it. Set PUBLIC_URL']),
      ...(allowedOrigins.some(isPlainHttp)
        ? [
            'ALLOWED_ORIGINS has an origin that starts with http://, and with SESSION_COOKIES others could act as its ' +
              'users. Use https://',
          ]
        : []),
    ];
  },
  read: (values) => ({
    accessTokenMs: values.ACCESS_TOKEN_MINUTES * MINUTE_MS,
    refreshTokenMs: values.REFRESH_TOKEN_DAYS * DAY_MS,
    /** Whether sessions are also kept in cookies. */
    cookies: values.SESSION_COOKIES,
  }),
});

export type SessionConfig = ConfigType<typeof sessionConfig>;
