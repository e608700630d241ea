import { renderChangeNotice } from './change-notice.js';
import { LOCALES, type Locale } from './locale.registry.js';

describe('the notice of a changed account', () => {
  it.each(Object.keys(LOCALES) as Locale[])('in %s names the new contact, or says that it was removed', (locale) => {
    const texts = (['phone', 'email'] as const).flatMap((kind) => [
      renderChangeNotice(locale, kind, 's***@example.com'),
      renderChangeNotice(locale, kind),
    ]);
    expect(new Set(texts.map(({ text }) => text)).size).toBe(4);
    expect(texts.map(({ text }) => text.includes('s***@example.com'))).toEqual([true, false, true, false]);
    for (const { text, subject, html } of texts) {
      expect(subject).not.toBe('');
      expect(html).toContain(text);
      expect(text).not.toContain('undefined');
    }
  });
});
