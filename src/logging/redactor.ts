/** Digits that may be a phone number, but are not part of a hexadecimal or dashed id. */
const PHONE_LIKE = /(?<![\w-])(?:\+|00)?\d{10,15}(?![\w-])/g;

/** Removes from texts what must never be logged: known secrets, and the middle of anything like a phone number. */
export class Redactor {
  private readonly secrets: string[];

  /** @param shown numbers that are not masked, such as sender lines, which look like phone numbers */
  constructor(
    secrets: readonly (string | undefined)[] = [],
    private readonly shown: readonly (string | undefined)[] = [],
  ) {
    this.secrets = secrets.filter((secret): secret is string => !!secret && secret.length >= 6);
  }

  /** For texts without phone numbers of recipients, but with other long numbers. */
  redactSecrets(text: string): string {
    return this.secrets.reduce((result, secret) => result.replaceAll(secret, '[secret]'), text);
  }

  redact(text: string): string {
    return this.redactSecrets(text).replace(PHONE_LIKE, (number) =>
      this.shown.includes(number) ? number : `${number.slice(0, 5)}***${number.slice(-2)}`,
    );
  }
}
