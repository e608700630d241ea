/** What a language says, and to whom by default. */
export interface LocaleTexts {
  /** Lines of the message that carries a code. */
  otp(code: string, minutes: number): string[];
  /** ISO countries whose numbers get this language when the request names none. */
  countries: readonly string[];
}
