import { readFileSync } from 'node:fs';
import type { APIRequestContext, Locator, Page } from 'playwright-core';
import { TestBrowser } from '../support/browser.js';
import { CypressStandIn } from '../support/cypress-stand-in.js';
import { describeWith } from '../support/programs.js';
import { withRamz } from '../support/with-ramz.js';

type Recipe = (fixtures: { page: Page; request: APIRequestContext }) => Promise<void>;

const PAGE = readFileSync('docs/testing.md', 'utf8');

/** The code of a section of docs/testing.md. */
function codeOf(section: string): string {
  const text = PAGE.split(`\n## ${section}\n`)[1] ?? '';
  return /```js\n([^]*?)```/.exec(text)?.[1] ?? '';
}

/** What the recipe for Playwright imports from its test runner, as far as the recipe uses it. */
function testsOf(code: string, url: string): [string, Recipe][] {
  const tests: [string, Recipe][] = [];
  const test = (title: string, run: Recipe) => tests.push([title, run]);
  const expectLocator = (locator: Locator) => ({ toBeVisible: () => locator.waitFor() });
  const body = code.replace("import { expect, test } from '@playwright/test';\n", '');
  // oxlint-disable-next-line typescript/no-implied-eval -- runs the code as the page has it
  const load = new Function('test', 'expect', 'process', body) as (...parts: unknown[]) => void;
  load(test, expectLocator, { env: { RAMZ_URL: url } });
  return tests;
}

jest.setTimeout(60_000);

describeWith('chromium')('the recipes of docs/testing.md', () => {
  const browser = new TestBrowser();
  const ramz = withRamz({ LOG_LEVEL: 'error' });
  beforeAll(() => browser.start());
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  it('the recipe for Playwright signs in', async () => {
    const tests = testsOf(codeOf('Playwright'), ramz.url);
    expect(tests).toHaveLength(1);
    for (const [, run] of tests) {
      const page = await browser.newPage();
      await run({ page, request: page.request });
      expect(await page.locator('#log .status').last().textContent()).toBe('200');
      await page.context().close();
    }
  });

  it('the recipe for Cypress signs in, with a stand-in for its commands', async () => {
    const page = await browser.newPage();
    const cy = new CypressStandIn(page);
    const tests: (() => void)[] = [];
    // oxlint-disable-next-line typescript/no-implied-eval -- runs the code as the page has it
    const load = new Function('cy', 'Cypress', 'it', codeOf('Cypress')) as (...parts: unknown[]) => void;
    load(cy, { env: () => ramz.url }, (_title: string, test: () => void) => tests.push(test));
    expect(tests).toHaveLength(1);
    for (const test of tests) await cy.run(test);
    expect(await page.locator('#log .status').last().textContent()).toBe('200');
    await page.context().close();
  });
});
