import { after, afterEach, before } from 'node:test';
import { launchBrowser } from './browser.js';
import { startServer } from './fake-server.js';
import { pageHtml } from './page.js';
import { Screen } from './screen.js';

const TIMEOUT_MS = 8000;

/** A browser for the tests of a file. Every `open` gives a page, and an API, of its own. */
export function useStage() {
  let browser;
  let opened = [];
  before(async () => {
    browser = await launchBrowser();
  });
  // A page that stays open goes on ticking.
  afterEach(async () => {
    for (const { page, server } of opened) {
      await page.context().close();
      server.close();
    }
    opened = [];
  });
  after(() => browser.close());

  /**
   * @param options.prepare gets the server before the page is opened
   * @param options.clock whether the test moves the page's clock
   */
  return async function open({ prepare, path = '/', clock, context: contextOptions, init, ...page } = {}) {
    const server = await startServer();
    server.pages.set('/', pageHtml(page));
    await prepare?.(server);
    const context = await browser.newContext({
      viewport: { width: 480, height: 720 },
      reducedMotion: 'reduce',
      ...contextOptions,
    });
    context.setDefaultTimeout(TIMEOUT_MS);
    const screen = new Screen(await context.newPage(), server);
    opened.push(screen);
    await screen.record();
    if (init) await screen.page.addInitScript(init);
    if (clock) await screen.page.clock.install();
    await screen.page.goto(server.url + path);
    return screen;
  };
}
