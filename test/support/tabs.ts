import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join, normalize } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** A web site in Chromium that has the modules of a folder, at an origin of its own on localhost. */
export class Site {
  private readonly server: Server;
  private browser?: Browser;

  /** @param modules names that pages import, and the files of `folder` that they stand for */
  constructor(folder: () => string, modules: Record<string, string>) {
    const imports = Object.fromEntries(Object.entries(modules).map(([name, file]) => [name, `/modules/${file}`]));
    const page = `<!doctype html><title>Test</title><script type="importmap">${JSON.stringify({ imports })}</script>`;
    this.server = createServer(({ url = '/' }, response) => {
      if (!url.startsWith('/modules/')) {
        response.setHeader('Content-Type', 'text/html').end(page);
        return;
      }
      readFile(join(folder(), normalize(url.slice('/modules/'.length)))).then(
        (module) => response.setHeader('Content-Type', 'text/javascript').end(module),
        () => response.writeHead(404).end(),
      );
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, 'localhost', done));
  }

  get origin(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** A new visitor, with cookies and a storage of their own. */
  async visitor(): Promise<BrowserContext> {
    // Root has no sandbox.
    this.browser ??= await chromium.launch({ executablePath: pathOf('chromium'), args: ['--no-sandbox'] });
    return this.browser.newContext();
  }

  async openTab(visitor: BrowserContext): Promise<Page> {
    const tab = await visitor.newPage();
    await tab.goto(this.origin);
    return tab;
  }

  async close(): Promise<void> {
    await this.browser?.close();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

function pathOf(program: string): string {
  const folder = (process.env['PATH'] ?? '').split(delimiter).find((name) => existsSync(join(name, program)));
  return join(folder ?? '', program);
}
