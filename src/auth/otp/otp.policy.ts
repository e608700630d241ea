import type { OtpConfig } from './otp.config.js';

/** Resends after which the cooldown no longer grows. */
const COOLDOWN_STEPS = 8;

/** The rules for one code. Times in milliseconds. */
export interface OtpPolicy {
  lifetimeMs: number;
  maxAttempts: number;
  /** Wait before the next resend after the first, second, ... code of a chain. The last one repeats. */
  cooldownsMs: number[];
}

/** The cooldown doubles with every resend, up to the lifetime of a code. */
export function otpPolicy(otp: OtpConfig): OtpPolicy {
  const cooldownsMs = Array.from({ length: COOLDOWN_STEPS }, (_, step) =>
    Math.min(otp.resendCooldownMs * 2 ** step, otp.lifetimeMs),
  );
  return { lifetimeMs: otp.lifetimeMs, maxAttempts: otp.maxAttempts, cooldownsMs };
}
