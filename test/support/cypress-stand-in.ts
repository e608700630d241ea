import type { Locator, Page } from 'playwright-core';

type Step = () => Promise<void>;

/**
 * The commands of Cypress that docs/testing.md uses, on a page of Playwright. As in Cypress, a command is queued where it is
 * called, and those of a callback come before the rest.
 */
export class CypressStandIn {
  private queue: Step[] = [];

  constructor(private readonly page: Page) {}

  visit(url: string): void {
    this.queue.push(async () => void (await this.page.goto(url)));
  }

  get(selector: string): Elements {
    return new Elements(this.page.locator(selector), (step) => this.queue.push(step));
  }

  request({ url, qs }: { url: string; qs: Record<string, string> }): Value<{ body: unknown }> {
    return this.value(async () => {
      const answer = await this.page.request.get(url, { params: qs });
      if (!answer.ok()) throw new Error(`${url} answered ${answer.status()}`);
      return { body: await answer.json() };
    });
  }

  async run(test: () => void): Promise<void> {
    test();
    for (let step = this.queue.shift(); step; step = this.queue.shift()) {
      const later = this.queue;
      this.queue = [];
      await step();
      this.queue.push(...later);
    }
  }

  private value<T>(read: () => Promise<T>): Value<T> {
    let subject: T;
    this.queue.push(async () => {
      subject = await read();
    });
    // oxlint-disable-next-line unicorn/no-thenable -- the name that Cypress has
    return { then: (use) => this.value(async () => use(subject)) };
  }
}

/** What `cy.request` gives: no promise, although it has a `then`. */
interface Value<T> {
  then<U>(use: (subject: T) => U): Value<U>;
}

/** Found anew by each command, and waited for, as in Cypress. */
class Elements {
  constructor(
    private readonly found: Locator,
    private readonly queue: (step: Step) => void,
  ) {}

  /** Playwright looks into shadow trees by itself. */
  shadow(): Elements {
    this.queue(async () => {
      const hasTree = await this.found.evaluate((element: Element) => element.shadowRoot !== null);
      if (!hasTree) throw new Error('The element has no shadow tree.');
    });
    return this;
  }

  find(selector: string): Elements {
    return new Elements(this.found.locator(selector), this.queue);
  }

  contains(text: string): Elements {
    return new Elements(this.found.getByText(text), this.queue);
  }

  type(text: string): Elements {
    this.queue(() => this.found.pressSequentially(text));
    return this;
  }

  click(): Elements {
    this.queue(() => this.found.click());
    return this;
  }

  should(state: string): Elements {
    if (state !== 'be.visible') throw new Error(`The stand-in does not know "${state}".`);
    this.queue(() => this.found.waitFor());
    return this;
  }
}
