import type { ConfigType } from '@nestjs/config';
import { choice, defineConfig, isPlainHttp, text, url, variable } from '../../config/index.js';

/** The human check that clients pass before a code is sent. */
export const humanCheckConfig = defineConfig('human-check', {
  title: 'Human check',
  variables: {
    CAPTCHA_PROVIDER: variable(choice('altcha', 'turnstile', 'hcaptcha'), {
      unset: 'no check',
      help: 'Provider of the human check: [human-check.md](human-check.md)',
    }),
    CAPTCHA_SITE_KEY: variable(text, {
      help: 'Site key that clients show the widget with; sent to them with `captcha_required`',
    }),
    CAPTCHA_SECRET: variable(text, { help: 'Secret key that tokens are verified with' }),
    CAPTCHA_DEMAND: variable(choice('risk', 'always'), {
      default: 'risk',
      help: '`always`: before every code; `risk`: only after several requests for a number or from an address',
    }),
    CAPTCHA_VERIFY_URL: variable(url('http:', 'https:'), {
      unset: 'the address of the provider',
      help: 'Address that verifies tokens',
    }),
  },
  faults: ({ CAPTCHA_PROVIDER, CAPTCHA_SECRET, CAPTCHA_VERIFY_URL }, { production }) => [
    ...(needsSecret(CAPTCHA_PROVIDER) === (CAPTCHA_SECRET !== undefined)
      ? []
      : ['CAPTCHA_PROVIDER and CAPTCHA_SECRET go together: set both or neither, except that altcha needs no secret']),
    ...(production && CAPTCHA_VERIFY_URL && isPlainHttp(CAPTCHA_VERIFY_URL)
      ? ['CAPTCHA_VERIFY_URL must start with https:// in production, because the secret is sent to it']
      : []),
  ],
  read: (values) => ({
    /** Undefined: no check. */
    check: values.CAPTCHA_PROVIDER && {
      provider: values.CAPTCHA_PROVIDER,
      siteKey: values.CAPTCHA_SITE_KEY,
      /** Undefined for the proof of work, whose key is derived. */
      secret: values.CAPTCHA_SECRET,
      /** `risk`: only for risky requests. */
      demand: values.CAPTCHA_DEMAND,
      /** Replaces the address of the provider. */
      verifyUrl: values.CAPTCHA_VERIFY_URL,
    },
  }),
  secrets: ({ check }) => [check?.secret],
});

function needsSecret(provider: string | undefined): boolean {
  return provider !== undefined && provider !== 'altcha';
}

export type HumanCheckConfig = ConfigType<typeof humanCheckConfig>;
