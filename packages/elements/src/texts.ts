import type { Messages } from './messages.js';

/** A language file's default export. One more file here is one more language. */
const files = import.meta.glob<Messages>('./locales/*.ts', { eager: true, import: 'default' });

const registry = new Map<string, Messages>();
for (const [path, messages] of Object.entries(files))
  registry.set(path.slice('./locales/'.length, -'.ts'.length), messages);

const FALLBACK = 'en';

/** Adds a language, or replaces one, for elements that are connected after this. */
export function addLocale(language: string, messages: Messages): void {
  registry.set(language.toLowerCase(), messages);
}

/** A language's messages with its ways to write numbers, times and countries. */
export class Texts {
  /** BCP 47, as the page asked for it; the fallback's if there are no messages for that. */
  readonly locale: string;
  readonly messages: Messages;
  private readonly regions: Intl.DisplayNames;

  /** @param wanted language tags, the best first */
  constructor(wanted: readonly string[]) {
    const tags = wanted.filter((tag) => registry.has(languageOf(tag)));
    this.locale = tags[0]?.replaceAll('_', '-') ?? FALLBACK;
    this.messages = registry.get(languageOf(this.locale))!;
    this.regions = new Intl.DisplayNames(this.locale, { type: 'region' });
  }

  /** @param values without their braces */
  fill(text: string, values: Record<string, string>): string {
    return text.replace(/{(\w+)}/g, (_, name: string) => values[name] ?? '');
  }

  number(value: number): string {
    return value.toLocaleString(this.locale);
  }

  country(code: string): string {
    return this.regions.of(code) ?? code;
  }

  /** Such as 1:05. */
  clock(seconds: number): string {
    const rest = (seconds % 60).toLocaleString(this.locale, { minimumIntegerDigits: 2 });
    return `${this.number(Math.floor(seconds / 60))}:${rest}`;
  }

  /** Such as "2 minutes", rounded up. */
  duration(seconds: number): string {
    const minutes = Math.ceil(seconds / 60);
    const [value, unit] =
      seconds < 60 ? [seconds, 'second'] : minutes < 60 ? [minutes, 'minute'] : [Math.ceil(minutes / 60), 'hour'];
    return value.toLocaleString(this.locale, { style: 'unit', unit, unitDisplay: 'long' });
  }
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0]!;
}
