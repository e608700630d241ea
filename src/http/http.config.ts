import type { ConfigType } from '@nestjs/config';
import { defineConfig, integer, list, parsed, text, variable } from '../config/index.js';
import { parsePublicUrl } from './public-url.js';

const trustProxy = parsed(
  'number of proxies, or list of addresses, networks, `loopback`, `linklocal`, `uniquelocal`',
  (given) => {
    if (/^\d+$/.test(given)) return Number(given);
    const addresses = list(given);
    const isAddress = /^([0-9a-f:.]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/i;
    if (!addresses.every((address) => isAddress.test(address)))
      throw new Error('must be a number of proxies, or their addresses or networks, comma-separated');
    return addresses;
  },
);

const origins = parsed('list of origins such as `https://app.example.com`', (given) =>
  list(given).map((origin) => {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new Error('must be a list of origins such as https://app.example.com, without a path');
    return origin;
  }),
);

const publicUrl = parsed('`http://` or `https://` address', parsePublicUrl);

/** Where a process listens, and which proxies and origins it trusts. */
export const httpConfig = defineConfig('http', {
  title: 'HTTP',
  variables: {
    HOST: variable(text, {
      default: '127.0.0.1',
      values: 'address or host name',
      help: 'Address to listen on; `0.0.0.0` for every interface',
    }),
    PORT: variable(integer(0, 65_535), {
      default: '3000',
      help: 'Port to listen on, also for the health endpoints of a worker; 0 for any free port',
    }),
    PUBLIC_URL: variable(publicUrl, {
      unset: 'required in production',
      help: 'Address that clients and providers use, such as `https://otp.example.com`; the issuer of tokens, and where providers send delivery reports',
    }),
    TRUST_PROXY: variable(trustProxy, {
      help: 'Number or addresses of the proxies whose `X-Forwarded-For` is trusted; a wrong value defeats the limits: [below](#trust_proxy)',
    }),
    ALLOWED_ORIGINS: variable(origins, {
      default: '',
      help: 'Browser origins that may call the API (CORS); none: no CORS headers',
    }),
  },
  faults: (values, { production }) =>
    production && values.PUBLIC_URL === undefined
      ? [
          'PUBLIC_URL is missing: access tokens and providers name this address. Set it, such as to https://otp.example.com',
        ]
      : [],
  read: (values) => ({
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL?.normalised,
    /** The same address as it was written. A provider may have been given it, and sign it. */
    publicUrlAsGiven: values.PUBLIC_URL?.given,
    /** A number counts proxies, starting with the nearest. */
    trustProxy: values.TRUST_PROXY,
    allowedOrigins: values.ALLOWED_ORIGINS,
  }),
});

export type HttpConfig = ConfigType<typeof httpConfig>;
