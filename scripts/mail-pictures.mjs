// node scripts/mail-pictures.mjs       takes the pictures of docs/email.md: a code by e-mail in each language, light and
// dark, in the Chromium of PATH
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../test/support/find-chromium.mjs';
import { prepare, root, runScript } from './prepare.mjs';

const PICTURES = join(root, 'docs/pictures');
const LARGEST_BYTES = 60_000;
const WIDTH = 480;

await runScript(async () => {
  await prepare();
  const { renderOtpMail } = await import('../dist/messaging/texts/otp-mail.js');
  const { LOCALE_NAMES } = await import('../dist/messaging/texts/locale.registry.js');
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    for (const colorScheme of ['light', 'dark']) {
      const page = await browser.newPage({ viewport: { width: WIDTH, height: 200 }, colorScheme });
      for (const locale of LOCALE_NAMES) {
        const expiresAt = new Date('2026-01-01T11:05:00Z');
        const { html } = renderOtpMail({ locale, code: '276312', minutes: 5, expiresAt });
        await page.setContent(html);
        await save(page, `mail-${locale}${colorScheme === 'dark' ? '-dark' : ''}`);
      }
    }
  } finally {
    await browser.close();
  }
});

async function save(page, name) {
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  const { size } = statSync(path);
  console.log(`${name}.png: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_BYTES) throw new Error(`${name}.png is larger than ${LARGEST_BYTES / 1000} kB.`);
}
