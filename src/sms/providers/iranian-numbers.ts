const PREFIX = '+98';

export function isIranian(e164: string): boolean {
  return e164.startsWith(PREFIX);
}

/** The national form of an Iranian number, such as `09123456789`. */
export function nationalIranianNumber(e164: string): string {
  return `0${e164.slice(PREFIX.length)}`;
}
