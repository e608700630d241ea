import assert from 'node:assert/strict';

/** What a person sees of the element, and can do. */
export class Screen {
  constructor(page, server) {
    this.page = page;
    this.server = server;
    this.ramz = server.ramz;
    this.element = page.locator('ramz-verify');
    this.contact = this.element.locator('#contact');
    this.code = this.element.locator('#code');
    this.button = this.element.locator('button[type=submit]');
    this.error = this.element.locator('[role=alert]');
    this.status = this.element.locator('[role=status]');
    this.pageErrors = [];
    page.on('pageerror', (error) => this.pageErrors.push(error));
  }

  /** Keeps the events of the element, across reloads. */
  async record() {
    this.events = [];
    await this.page.exposeFunction('recordEvent', (type, detail) => this.events.push({ type, detail }));
    await this.page.addInitScript(() => {
      for (const type of ['ramz-verified', 'ramz-error']) {
        document.addEventListener(type, (event) => window.recordEvent(type, event.detail));
      }
    });
  }

  async request(contact = '0912 345 6789') {
    await this.contact.fill(contact);
    await this.button.click();
  }

  /** Goes on to the step of the code. */
  async toCode(contact) {
    await this.request(contact);
    await this.code.waitFor();
  }

  async see(text) {
    await this.element.getByText(text).first().waitFor();
  }

  async seeError(text) {
    await this.error.getByText(text).waitFor();
  }

  async seeDone() {
    await this.element.locator('.done').waitFor();
  }

  link(name) {
    return this.element.getByRole('button', { name });
  }

  /** Waits until the condition, which the browser or the server changes, holds. */
  async until(condition, what) {
    for (let i = 0; i < 400; i++) {
      if (await condition()) return;
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    assert.fail(`this did not happen: ${what}`);
  }

  /** Moves the clocks of the page and of the server. */
  async passSeconds(seconds) {
    this.ramz.ahead += seconds * 1000;
    await this.page.clock.fastForward(seconds * 1000);
  }

  /** A code that is not the right one. */
  get wrongCode() {
    const { code } = this.ramz.last;
    return code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  }
}
