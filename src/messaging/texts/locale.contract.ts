/** What a language says, and to whom by default. */
export interface LocaleTexts {
  /** Lines of the message that carries a code. */
  otp(code: string, minutes: number): string[];
  /** The same as an e-mail. */
  mail: {
    subject: string;
    /** Before the code, which stands by itself. */
    lead: string;
    /** After the code. `until`: local time, such as 14:35. */
    validity(minutes: number, until: string): string;
    /** For who did not ask. */
    ignore: string;
  };
  /** To the number or address that an account had until now. `masked`: the new one, in part. */
  changed: {
    /** Of the e-mail. */
    subject: string;
    phone(masked: string): string;
    email(masked: string): string;
  };
  direction: 'ltr' | 'rtl';
  /** IANA zone in which times are shown. */
  timeZone: string;
  /** ISO countries whose numbers get this language when the request names none. */
  countries: readonly string[];
}
