interface OtpCredential extends Credential {
  code: string;
}

/**
 * Waits for the code of a text whose last line is `@domain #code`. Only Chromium on Android has it; elsewhere, and when
 * the user declines, this never resolves.
 */
export function receiveCode(signal: AbortSignal, use: (code: string) => void): void {
  if (!('OTPCredential' in window)) return;
  const request = { otp: { transport: ['sms'] }, signal } as CredentialRequestOptions;
  navigator.credentials.get(request).then(
    (credential) => credential && use((credential as OtpCredential).code),
    () => undefined,
  );
}
