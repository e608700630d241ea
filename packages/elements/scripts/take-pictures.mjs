// Takes the pictures of docs/pictures.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../test/support/browser.js';
import { startServer } from '../test/support/fake-server.js';
import { pageHtml } from '../test/support/page.js';

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const FONTS = `<link rel="stylesheet" href="/node_modules/@fontsource-variable/vazirmatn/index.css">
<link rel="stylesheet" href="/node_modules/@fontsource-variable/inter/index.css">`;

mkdirSync(folder, { recursive: true });
const server = await startServer();
server.ramz.options.channels = ['sms', 'call', 'email'];
server.ramz.options.countries = { IR: '98', CO: '57' };
const browser = await launchBrowser();

await take('element-contact-en', 'en', 'light', async () => undefined);
await take('element-code-fa', 'fa', 'light', async (page) => {
  await request(page);
  await page.keyboard.type(server.ramz.last.code.slice(0, 3));
});
await take('element-contact-fa-dark', 'fa', 'dark', async () => undefined);
await take('element-failed-en-dark', 'en', 'dark', async (page) => {
  await request(page);
  server.ramz.deliver('failed');
  await page.locator('[data-delivery=failed]').waitFor();
});
await take('element-done-fa', 'fa', 'light', async (page) => {
  await request(page);
  await page.keyboard.type(server.ramz.last.code);
  await page.locator('.done').waitFor();
});

await browser.close();
server.close();

async function request(page) {
  await page.locator('button[type=submit]').click();
  await page.locator('#code').waitFor();
}

async function take(name, lang, scheme, prepare) {
  server.pages.set('/', pageHtml({ lang, scheme, head: FONTS, attributes: 'autofocus' }));
  const page = await browser.newPage({ viewport: { width: 480, height: 560 } });
  await page.goto(server.url);
  await page.locator('#contact').fill('0912 345 6789');
  await prepare(page);
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  // Animations have come to rest, or turn: either way the picture is a good one.
  await page.waitForTimeout(400);
  await page.locator('main').screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
  await page.close();
}
