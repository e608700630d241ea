import { isAbsolute, resolve } from 'node:path';
import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './define-config.js';
import { choice, country, text } from './values.js';
import { variable } from './variable.js';

/** Settings of the whole installation or process. */
export const installationConfig = defineConfig('installation', {
  title: 'Installation',
  variables: {
    NODE_ENV: variable(text, {
      default: 'development',
      values: 'any text',
      help: 'Production if this or `ENVIRONMENT` is `production`, in upper or lower case',
    }),
    ENVIRONMENT: variable(text, { default: 'development', values: 'any text', help: 'Same as `NODE_ENV`' }),
    ROLE: variable(choice('all', 'api', 'worker'), {
      default: 'all',
      help: '`api` answers requests, `worker` sends messages, `all` does both',
    }),
    LOG_LEVEL: variable(choice('debug', 'info', 'warn', 'error'), {
      default: 'info',
      help: 'Lowest level that is logged',
    }),
    DATA_DIR: variable(text, {
      default: '.data',
      values: 'path',
      help: 'Folder of the embedded database and of generated development secrets',
    }),
    DEFAULT_COUNTRY: variable(country, { default: 'IR', help: 'How numbers without a country code are read' }),
  },
  read: (values, { production }) => ({
    production,
    role: values.ROLE,
    logLevel: values.LOG_LEVEL,
    /** Absolute path. */
    dataDir: isAbsolute(values.DATA_DIR) ? values.DATA_DIR : resolve(values.DATA_DIR),
    defaultCountry: values.DEFAULT_COUNTRY,
  }),
});

export type InstallationConfig = ConfigType<typeof installationConfig>;
export type Role = InstallationConfig['role'];
export type LogLevel = InstallationConfig['logLevel'];
