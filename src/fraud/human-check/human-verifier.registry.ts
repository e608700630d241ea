import type { AppConfig } from '../../config/index.js';
import { HcaptchaVerifier } from './hcaptcha/hcaptcha.verifier.js';
import type { HumanVerifier } from './human-check.verifier.js';
import type { SiteverifyClient } from './siteverify.client.js';
import { TurnstileVerifier } from './turnstile/turnstile.verifier.js';

const VERIFIERS = { turnstile: TurnstileVerifier, hcaptcha: HcaptchaVerifier };

export function humanVerifierOf(
  captcha: NonNullable<AppConfig['captcha']>,
  siteverify: SiteverifyClient,
): HumanVerifier {
  return new VERIFIERS[captcha.provider](captcha, siteverify);
}
