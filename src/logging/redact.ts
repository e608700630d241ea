/** Runs of digits that may be a phone number, wherever they stand; ids in hexadecimal or with dashes are left alone. */
const PHONE_LIKE = /(?<![\w-])(?:\+|00)?\d{10,15}(?![\w-])/g;

/** Takes what must never be logged out of a text: known secrets whole, the middle of anything like a phone number. */
export class Redactor {
  private readonly secrets: string[];

  /** @param shown numbers to leave as they are, such as a sender line: it looks like a phone number, and is nobody's */
  constructor(
    secrets: readonly (string | undefined)[] = [],
    private readonly shown: readonly (string | undefined)[] = [],
  ) {
    this.secrets = secrets.filter((secret): secret is string => !!secret && secret.length >= 6);
  }

  redact(text: string): string {
    const withoutSecrets = this.secrets.reduce((result, secret) => result.replaceAll(secret, '[secret]'), text);
    return withoutSecrets.replace(PHONE_LIKE, (number) =>
      this.shown.includes(number) ? number : `${number.slice(0, 5)}***${number.slice(-2)}`,
    );
  }
}
