import { isAbsolute, resolve } from 'node:path';
import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './define-config.js';
import { isWithinEdits } from './spelling.js';
import { choice, country, integer, text } from './values.js';
import { variable } from './variable.js';

const MODES = ['development', 'dev', 'local', 'test', 'staging', 'production'];
const SHORT_FOR_PRODUCTION = ['prod', 'prd', 'live'];

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
    STUDIO_PORT: variable(integer(1, 65_535), { default: '5555', help: 'Port of `npm run studio`' }),
  },
  faults: (values, { production }) =>
    production
      ? []
      : modesOf(values)
          .filter(({ mode }) => looksLikeProduction(mode))
          .map(
            ({ name }) => `${name} looks like production, but is not that word. Set it to production or development`,
          ),
  warnings: (values, { production }) =>
    production
      ? []
      : modesOf(values)
          .filter(({ mode }) => !MODES.includes(mode))
          .map(
            ({ name }) => `${name} is neither production nor another mode that Ramz knows: it runs like development.`,
          ),
  read: (values, { production }) => ({
    production,
    role: values.ROLE,
    logLevel: values.LOG_LEVEL,
    /** Absolute path. */
    dataDir: isAbsolute(values.DATA_DIR) ? values.DATA_DIR : resolve(values.DATA_DIR),
    defaultCountry: values.DEFAULT_COUNTRY,
    studioPort: values.STUDIO_PORT,
  }),
});

function modesOf({ NODE_ENV, ENVIRONMENT }: { NODE_ENV: string; ENVIRONMENT: string }) {
  return Object.entries({ NODE_ENV, ENVIRONMENT }).map(([name, mode]) => ({ name, mode: mode.toLowerCase() }));
}

/** Taken for development, such a process would simulate and generate its secrets. */
function looksLikeProduction(mode: string): boolean {
  return SHORT_FOR_PRODUCTION.includes(mode) || isWithinEdits('production', mode, 2);
}

export type InstallationConfig = ConfigType<typeof installationConfig>;
export type Role = InstallationConfig['role'];
export type LogLevel = InstallationConfig['logLevel'];
