import fc from 'fast-check';
import type { OtpConfig } from './otp.config.js';
import { otpPolicy } from './otp.policy.js';

const MINUTE_MS = 60_000;

// Every value that docs/configuration.md allows.
const settings = fc.record({
  lifetimeMs: fc.integer({ min: 1, max: 10 }).map((minutes) => minutes * MINUTE_MS),
  maxAttempts: fc.integer({ min: 1, max: 10 }),
  resendCooldownMs: fc.integer({ min: 0, max: 600 }).map((seconds) => seconds * 1000),
});
const policyOf = (otp: Pick<OtpConfig, 'lifetimeMs' | 'maxAttempts' | 'resendCooldownMs'>) =>
  otpPolicy(otp as OtpConfig);

describe('otpPolicy', () => {
  it('doubles the cooldown with every resend: 30, 60, 120, 240 s, then the lifetime of a code', () => {
    const { cooldownsMs } = policyOf({ lifetimeMs: 5 * MINUTE_MS, maxAttempts: 5, resendCooldownMs: 30_000 });
    expect(cooldownsMs).toEqual([30, 60, 120, 240, 300, 300, 300, 300].map((seconds) => seconds * 1000));
  });

  it('starts with the configured cooldown and never shortens it', () => {
    fc.assert(
      fc.property(settings, (otp) => {
        const { cooldownsMs } = policyOf(otp);
        expect(cooldownsMs[0]).toBe(Math.min(otp.resendCooldownMs, otp.lifetimeMs));
        for (const [step, cooldown] of cooldownsMs.entries()) {
          expect(cooldown).toBeGreaterThanOrEqual(cooldownsMs[step - 1] ?? 0);
        }
      }),
    );
  });

  it('never makes the cooldown longer than the code lives', () => {
    fc.assert(
      fc.property(settings, (otp) => {
        const { cooldownsMs } = policyOf(otp);
        for (const [step, cooldown] of cooldownsMs.slice(0, -1).entries()) {
          expect(cooldownsMs[step + 1]).toBe(Math.min(2 * cooldown, otp.lifetimeMs));
        }
      }),
    );
  });

  it('takes lifetime and attempts from the configuration', () => {
    fc.assert(
      fc.property(settings, (otp) => {
        const { lifetimeMs, maxAttempts } = otp;
        expect(policyOf(otp)).toMatchObject({ lifetimeMs, maxAttempts });
      }),
    );
  });
});
