import { LOCALES, type Locale } from './locale.registry.js';
import { htmlDocument, type MailContent } from './mail-document.js';

/**
 * Renders the notice to the previous number or address of an account that has changed it.
 * @param masked part of the new number or address
 */
export function renderChangeNotice(locale: Locale, changed: 'phone' | 'email', masked: string): MailContent {
  const texts = LOCALES[locale].changed;
  const text = texts[changed](masked);
  return { subject: texts.subject, text, html: htmlDocument(locale, texts.subject, `<p>${text}</p>`) };
}
