import { en, type Texts } from './texts/en.js';
import { fa } from './texts/fa.js';

/** Every language, with its locale for numbers and times. */
export const LANGUAGES = {
  en: { texts: en, locale: 'en-GB', dir: 'ltr', name: 'English' },
  fa: { texts: fa, locale: 'fa-IR', dir: 'rtl', name: 'فارسی' },
} satisfies Record<string, { texts: Texts; locale: string; dir: 'ltr' | 'rtl'; name: string }>;

export type Language = keyof typeof LANGUAGES;

const STORED = 'ramz-console-language';

let current: Language = chosen();

export function language(): Language {
  return current;
}

/** Keeps the language for the next visit. */
export function setLanguage(next: Language): void {
  current = next;
  localStorage.setItem(STORED, next);
  applyLanguage();
}

/** Tells the browser which language and direction the page has. */
export function applyLanguage(): void {
  document.documentElement.lang = current;
  document.documentElement.dir = LANGUAGES[current].dir;
}

/** A text of the current language. `{name}` stands for a value. */
export function t(key: keyof Texts, values: Record<string, string | number> = {}): string {
  return LANGUAGES[current].texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** The text of a value of the API, such as a status; the value itself if there is none. */
export function label(group: string, value: string): string {
  const texts: Record<string, string> = LANGUAGES[current].texts;
  return texts[`${group}.${value}`] ?? value;
}

export function number(value: number): string {
  return new Intl.NumberFormat(LANGUAGES[current].locale).format(value);
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  return new Intl.NumberFormat(LANGUAGES[current].locale, { style: 'percent', maximumFractionDigits: 1 }).format(
    part / whole,
  );
}

export function money(value: number, currency: string | undefined): string {
  const digits = number(value);
  return currency ? `${digits} ${currency}` : digits;
}

/** For tables, where the year is clear. */
export const SHORT_TIME: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
};

export function time(iso: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium' }) {
  return new Intl.DateTimeFormat(LANGUAGES[current].locale, options).format(new Date(iso));
}

/** The name of a country; its code if the browser does not know it. */
export function country(code: string): string {
  if (code === 'none' || code === 'other') return label('country', code);
  const names = new Intl.DisplayNames(LANGUAGES[current].locale, { type: 'region', fallback: 'code' });
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}

/** Such as `2 min 5 s`. */
export function duration(seconds: number): string {
  const parts = [
    { value: Math.floor(seconds / 3600), unit: 'hour' },
    { value: Math.floor((seconds % 3600) / 60), unit: 'minute' },
    { value: Math.round(seconds % 60), unit: 'second' },
  ].filter(({ value }) => value > 0);
  const format = ({ value, unit }: { value: number; unit: string }) =>
    new Intl.NumberFormat(LANGUAGES[current].locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  return parts.slice(0, 2).map(format).join(' ') || format({ value: 0, unit: 'second' });
}

function chosen(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored !== null && Object.hasOwn(LANGUAGES, stored)) return stored as Language;
  return navigator.languages.some((tag) => /^fa\b/i.test(tag)) && !/^en\b/i.test(navigator.language) ? 'fa' : 'en';
}
