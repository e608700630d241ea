/** The texts of one language, and the countries that get them by default. */
export interface LocaleTexts {
  /** Lines of the message that carries a code. */
  otp(code: string, minutes: number): string[];
  /** Texts of the e-mail that carries a code. */
  mail: {
    subject: string;
    /** The line before the code, which has a line of its own. */
    lead: string;
    /** The line after the code. `until`: local time, such as 14:35. */
    validity(minutes: number, until: string): string;
    /** For a recipient who did not request the code. */
    ignore: string;
  };
  /** Notices that the number or address of an account has changed. `masked`: part of the new one. */
  changed: {
    /** Subject of the e-mail. */
    subject: string;
    phone(masked: string): string;
    email(masked: string): string;
    phoneRemoved: string;
    emailRemoved: string;
  };
  direction: 'ltr' | 'rtl';
  /** IANA time zone of times in the text. */
  timeZone: string;
  /** ISO countries whose numbers get this language if the request names none. */
  countries: readonly string[];
}
