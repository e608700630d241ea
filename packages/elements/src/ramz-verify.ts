import { RamzApi, type Channel, type Fetch, type Purpose, type SessionKind, type Verified } from './api.js';
import { h } from './dom.js';
import type { Saved, Step } from './flow.contract.js';
import { solveHumanCheck, type HumanCheck, type HumanCheckSolver } from './human-check.js';
import type { Problem } from './problem.js';
import css from './ramz-verify.css?inline';
import { SessionStore } from './session-store.js';
import { Texts } from './texts.js';
import { VerificationFlow } from './verification-flow.js';
import { codeView } from './views/code.view.js';
import { contactView } from './views/contact.view.js';
import { doneView } from './views/done.view.js';
import type { View, ViewFactory } from './views/view.js';
import { waitingView } from './views/waiting.view.js';
import { receiveCode } from './web-otp.js';

export { addLocale } from './texts.js';
export type { Messages } from './messages.js';
export type { Channel, HumanCheck, HumanCheckSolver, Problem, Purpose, SessionKind, Verified };

export interface RamzVerifyEventMap {
  'ramz-verified': CustomEvent<Verified>;
  'ramz-error': CustomEvent<Problem>;
}

const VIEWS: Record<Step, ViewFactory> = {
  loading: waitingView,
  unavailable: waitingView,
  contact: contactView,
  code: codeView,
  done: doneView,
};
/** Properties that mirror an attribute. */
const ATTRIBUTES = {
  api: 'api',
  purpose: 'purpose',
  session: 'session',
  locale: 'locale',
  country: 'country',
  channels: 'channels',
  phoneNumber: 'phone-number',
  email: 'email',
};

// Servers that render pages import this module too, and have no HTMLElement.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** `<ramz-verify>`: requests and verifies a one-time code of Ramz. */
export class RamzVerify extends Base {
  static readonly observedAttributes = Object.values(ATTRIBUTES);

  declare api: string;
  declare purpose: Purpose;
  declare session: SessionKind;
  declare locale: string;
  declare country: string;
  /** Separated by spaces. */
  declare channels: string;
  declare phoneNumber: string;
  declare email: string;
  /** Replaces the global fetch(), for example to add headers. */
  declare fetch?: Fetch;
  /** Solves human checks instead of the element. */
  declare humanCheck?: HumanCheckSolver;

  private flow?: VerificationFlow;
  private texts!: Texts;
  private view?: View;
  private shownStep?: Step;
  private root?: HTMLElement;
  private clock?: ReturnType<typeof setInterval>;
  private receiving = new AbortController();
  private isRestarting = false;

  connectedCallback(): void {
    if (!this.shadowRoot) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      this.attachShadow({ mode: 'open', delegatesFocus: true }).adoptedStyleSheets = [sheet];
    }
    this.start();
  }

  disconnectedCallback(): void {
    this.stop();
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (!this.flow) return;
    if (name === 'phone-number') this.flow.edit({ phone: value ?? undefined });
    if (name === 'email') this.flow.edit({ email: value ?? undefined });
    if (name === 'country') this.flow.edit({ country: value ?? undefined });
    if (this.isRestarting) return;
    this.isRestarting = true;
    // Frameworks set several attributes one after the other.
    queueMicrotask(() => {
      this.isRestarting = false;
      if (!this.flow) return;
      this.stop();
      this.start();
    });
  }

  /** Forgets the contact and the code, and starts again. */
  reset(): void {
    this.store().clear();
    if (!this.flow) return;
    this.stop();
    this.start();
  }

  private start(): void {
    const { api } = this;
    const session: SessionKind = this.session === 'cookie' ? 'cookie' : 'token';
    this.texts = new Texts(this.wantedLocales());
    const { locale, messages } = this.texts;
    const purpose = Object.hasOwn(messages.heading, this.purpose) ? this.purpose : 'login';
    const check = h(
      'div',
      { part: 'human-check', role: 'group', 'aria-label': messages.humanCheck },
      h('slot', { name: 'human-check' }),
    );
    this.root = h('div', { part: 'root', lang: locale, dir: messages.direction }, check);
    this.shadowRoot!.replaceChildren(this.root);
    const credentials = session === 'cookie' ? 'include' : 'same-origin';
    const client = new RamzApi(api.replace(/\/+$/, ''), credentials, (url, init) => (this.fetch ?? fetch)(url, init));
    const settings = {
      purpose,
      session,
      locale,
      channels: this.channels.match(/\w+/g) ?? undefined,
      draft: { country: this.country, phone: this.phoneNumber, email: this.email },
    };
    this.flow = new VerificationFlow(client, settings, this.store(), {
      changed: () => this.render(),
      verified: (answer) => this.emit('ramz-verified', answer),
      failed: (problem) => this.emit('ramz-error', problem),
      solve: (asked, signal) =>
        this.humanCheck?.(asked, signal) ?? solveHumanCheck(asked, this, client, locale, signal),
    });
    this.flow.start();
    this.clock = setInterval(() => this.flow?.tick(), 1000);
  }

  private stop(): void {
    clearInterval(this.clock);
    this.receiving.abort();
    this.flow?.stop();
    this.flow = undefined;
    this.view = undefined;
    this.shownStep = undefined;
  }

  private render(): void {
    const { flow, root } = this;
    if (!flow || !root) return;
    const before = this.shownStep;
    if (flow.step !== before) {
      const view = VIEWS[flow.step](flow, this.texts);
      if (this.view) this.view.node.replaceWith(view.node);
      else root.prepend(view.node);
      this.view = view;
      this.shownStep = flow.step;
      this.receiveCodes();
    }
    this.view!.update();
    if (flow.step !== before && this.takesFocus(before)) this.view!.focus();
  }

  /** Steps that follow an action of the user; the first one only with `autofocus`. */
  private takesFocus(before: Step | undefined): boolean {
    const isFirst = !before || before === 'loading' || before === 'unavailable';
    const { activeElement } = this.getRootNode() as Document | ShadowRoot;
    const isElsewhere = activeElement && activeElement !== this && activeElement !== document.body;
    return isFirst ? this.hasAttribute('autofocus') && !isElsewhere : !isElsewhere;
  }

  private receiveCodes(): void {
    this.receiving.abort();
    this.receiving = new AbortController();
    if (this.shownStep === 'code') receiveCode(this.receiving.signal, (code) => this.view?.fill?.(code));
  }

  private emit(name: keyof RamzVerifyEventMap, detail: Verified | Problem): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  private store(): SessionStore<Saved> {
    return new SessionStore(['ramz-verify', this.api, this.purpose, this.id].join('|'));
  }

  private wantedLocales(): string[] {
    const page = this.closest('[lang]')?.getAttribute('lang') || document.documentElement.lang;
    return [this.locale, page, ...navigator.languages].filter(Boolean);
  }
}

for (const [property, attribute] of Object.entries(ATTRIBUTES)) {
  Object.defineProperty(RamzVerify.prototype, property, {
    get(this: HTMLElement) {
      return this.getAttribute(attribute) ?? '';
    },
    set(this: HTMLElement, value: string | null | undefined) {
      if (value === null || value === undefined) this.removeAttribute(attribute);
      else this.setAttribute(attribute, value);
    },
  });
}

if (globalThis.customElements && !customElements.get('ramz-verify')) customElements.define('ramz-verify', RamzVerify);

declare global {
  interface HTMLElementTagNameMap {
    'ramz-verify': RamzVerify;
  }
  interface HTMLElementEventMap extends RamzVerifyEventMap {}
}
