import type { HumanCheckConfig } from './human-check.config.js';
import { HcaptchaVerifier } from './hcaptcha/hcaptcha.verifier.js';
import type { HumanVerifier } from './human-check.verifier.js';
import type { SiteverifyClient } from './siteverify.client.js';
import { TurnstileVerifier } from './turnstile/turnstile.verifier.js';

const VERIFIERS = { turnstile: TurnstileVerifier, hcaptcha: HcaptchaVerifier };

export function humanVerifierOf(
  captcha: Pick<NonNullable<HumanCheckConfig['check']>, 'provider' | 'secret'> & Partial<HumanCheckConfig['check']>,
  siteverify: SiteverifyClient,
): HumanVerifier {
  return new VERIFIERS[captcha.provider](captcha, siteverify);
}
