import type { ConfigType } from '@nestjs/config';
import { choice, defineConfig, text, url, variable } from '../../config/index.js';

/** Whether and how clients show that they are human before a code is sent. */
export const humanCheckConfig = defineConfig('human-check', {
  title: 'Human check',
  variables: {
    CAPTCHA_PROVIDER: variable(choice('turnstile', 'hcaptcha'), {
      unset: 'nobody is asked',
      help: 'Whose check it is: [human-check.md](human-check.md)',
    }),
    CAPTCHA_SITE_KEY: variable(text, {
      help: 'Told to clients with `captcha_required`, to show the widget with',
    }),
    CAPTCHA_SECRET: variable(text, { help: 'Secret key, for having tokens checked' }),
    CAPTCHA_DEMAND: variable(choice('risk', 'always'), {
      default: 'risk',
      help: 'Before every code, or only where a number or a client has asked for several',
    }),
    CAPTCHA_VERIFY_URL: variable(url('http:', 'https:'), {
      unset: "the provider's own",
      help: 'Where tokens are checked',
    }),
  },
  faults: ({ CAPTCHA_PROVIDER, CAPTCHA_SECRET }) =>
    !CAPTCHA_PROVIDER === !CAPTCHA_SECRET ? [] : ['CAPTCHA_PROVIDER and CAPTCHA_SECRET go together: set both, or none'],
  read: (values) => ({
    /** Undefined: nobody is asked. */
    check: values.CAPTCHA_PROVIDER && {
      provider: values.CAPTCHA_PROVIDER,
      /** For clients, which show the widget with it. */
      siteKey: values.CAPTCHA_SITE_KEY,
      secret: values.CAPTCHA_SECRET!,
      /** Before every code, or only where a risk is seen. */
      demand: values.CAPTCHA_DEMAND,
      /** Undefined: the provider's own. */
      verifyUrl: values.CAPTCHA_VERIFY_URL,
    },
  }),
  secrets: ({ check }) => [check?.secret],
});

export type HumanCheckConfig = ConfigType<typeof humanCheckConfig>;
