import { LOCALES, type Locale } from './locale.registry.js';
import { htmlDocument, type MailContent } from './mail-document.js';

/**
 * Renders the notice to the verified contacts of an account that its number or address has changed.
 * @param masked part of the new number or address; undefined if there is none any more
 */
export function renderChangeNotice(locale: Locale, changed: 'phone' | 'email', masked?: string): MailContent {
  const texts = LOCALES[locale].changed;
  const text = masked === undefined ? texts[`${changed}Removed`] : texts[changed](masked);
  return { subject: texts.subject, text, html: htmlDocument(locale, texts.subject, `<p>${text}</p>`) };
}
