import { readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.mjs';

declare global {
  interface Window {
    axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    policyViolations?: string[];
  }
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The Chromium of this machine for the tests of a file. */
export class TestBrowser {
  private browser?: Browser;

  async start(): Promise<void> {
    // Root has no sandbox.
    this.browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
  }

  /** Closes the pages of every visitor, because an open page keeps sending requests. */
  async closePages(): Promise<void> {
    await Promise.all((this.browser?.contexts() ?? []).map((context) => context.close()));
  }

  /** A page of a new visitor, which collects what the content policy refuses. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser!.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    await context.addInitScript(() => {
      window.policyViolations = [];
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        window.policyViolations?.push(`${violatedDirective} ${blockedURI}`),
      );
    });
    return context.newPage();
  }
}

export async function violationsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => window.policyViolations ?? []);
}

/** What axe finds on a page, as text. Its code goes in through the debugger, which no policy restricts. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
