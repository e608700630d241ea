import { h, setAttribute, setText } from '../dom.js';
import { problemText } from '../problem-texts.js';
import type { Texts } from '../texts.js';
import type { Task } from '../tasks.js';
import type { VerificationFlow } from '../verification-flow.js';

/** One step of the flow on the screen. */
export interface View {
  node: HTMLElement;
  /** Applies the state of the flow; called after every change and once a second. */
  update(): void;
  /** Where the user goes on. */
  focus(): void;
  /** Fills in a code that the browser has read from the text. */
  fill?(code: string): void;
}

export type ViewFactory = (flow: VerificationFlow, texts: Texts) => View;

/** Errors are announced at once, and stand beside the field that they belong to. */
export function errorLine(): HTMLElement {
  return h('p', { part: 'error', id: 'error', role: 'alert' });
}

export function statusLine(): HTMLElement {
  return h('p', { part: 'status', role: 'status' });
}

export function submitButton(): HTMLButtonElement {
  return h('button', { part: 'button', type: 'submit' });
}

export function linkButton(label: string, click: () => void, part = 'link'): HTMLButtonElement {
  return h('button', { part, type: 'button', click }, label);
}

/** What goes on beside the form itself; empty if nothing does. */
export function connectionText({ tasks, check }: VerificationFlow, { messages }: Texts): string {
  if (check) return check.kind === 'altcha' ? messages.computing : messages.humanCheck;
  return tasks.connection ? messages[tasks.connection] : '';
}

export function currentProblem({ tasks }: VerificationFlow, texts: Texts): string {
  return tasks.problem ? problemText(tasks.problem, texts) : '';
}

/** The button of a task that may be under way, or may have to wait. It keeps the focus, and does nothing meanwhile. */
export function showBusy(
  button: HTMLButtonElement,
  { tasks }: VerificationFlow,
  task: Task,
  texts: Texts,
  label: string,
): void {
  const isBusy = tasks.isRunning(task);
  const wait = tasks.waitFor(task);
  setAttribute(button, 'aria-disabled', (isBusy || wait > 0) && 'true');
  button.toggleAttribute('data-busy', isBusy);
  setText(
    button,
    isBusy ? texts.messages.busy : wait > 0 ? texts.fill(texts.messages.wait, { time: texts.clock(wait) }) : label,
  );
}
