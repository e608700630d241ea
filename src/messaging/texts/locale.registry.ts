import { en } from './en.locale.js';
import { es } from './es.locale.js';
import { fa } from './fa.locale.js';
import type { LocaleTexts } from './locale.contract.js';

/** To add a language, add a file beside these and a line here. */
export const LOCALES = { fa, en, es } satisfies Record<string, LocaleTexts>;

export type Locale = keyof typeof LOCALES;
export const LOCALE_NAMES = Object.keys(LOCALES).filter((name): name is Locale => name in LOCALES);
