import { LOCALE_NAMES } from '../../src/messaging/texts/locale.registry.js';
import { renderOtpMail } from '../../src/messaging/texts/otp-mail.js';
import { accessibilityFaults, TestBrowser } from '../support/browser.js';
import { isCompleteRun } from '../support/complete-run.js';
import { describeWith } from '../support/programs.js';

/** A quick run looks at one of the languages. */
const LANGUAGES = isCompleteRun ? LOCALE_NAMES : (['fa'] as const);
const NARROW = { width: 320, height: 500 };

describeWith('chromium')('the e-mail with a code in a browser', () => {
  const browser = new TestBrowser();

  beforeAll(() => browser.start());
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  it.each(LANGUAGES.flatMap((locale) => (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme }))))(
    'axe finds nothing in $locale with $colorScheme colours, and a phone scrolls down only',
    async (mail) => {
      const page = await browser.newPage({ viewport: NARROW, colorScheme: mail.colorScheme });
      await page.setContent(htmlIn(mail.locale));
      // A mail has no landmarks and no headings.
      const faults = await accessibilityFaults(page);
      expect(faults.filter((fault) => !/^(?:region|landmark-one-main|page-has-heading-one):/.test(fault))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(NARROW.width);
    },
  );

  it('is dark in dark mode', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.setContent(htmlIn('en'));
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(17, 24, 39)');
  });

  it('shows Persian from the right, and the digits of the code from the left', async () => {
    const page = await browser.newPage();
    await page.setContent(htmlIn('fa'));
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('rtl');
    const places = await page.locator('.code').evaluate(({ firstChild }) => {
      const range = document.createRange();
      return Array.from(firstChild!.textContent!, (_digit, index) => {
        range.setStart(firstChild!, index);
        range.setEnd(firstChild!, index + 1);
        return range.getBoundingClientRect().left;
      });
    });
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

function htmlIn(locale: (typeof LOCALE_NAMES)[number]): string {
  return renderOtpMail({ locale, code: '276312', minutes: 5, expiresAt: new Date('2026-01-01T11:05:00Z') }).html;
}
