import type { Channel } from '../api.js';
import { h, setAttribute, setText } from '../dom.js';
import type { VerificationFlow } from '../verification-flow.js';
import { channelChoice } from './channel-choice.js';
import { phoneField } from './phone-field.js';
import {
  connectionText,
  currentProblem,
  errorLine,
  showBusy,
  statusLine,
  submitButton,
  type ViewFactory,
} from './view.js';

/** Asks for the number or address, and how the code should come. */
export const contactView: ViewFactory = (flow, texts) => {
  const { messages } = texts;
  const choice = channelChoice(flow, texts);
  const phone = phoneField(flow, texts);
  const email = emailInput(flow);
  const label = h('label', { part: 'label', for: 'contact' });
  const field = h('div', { part: 'field', dir: 'ltr' });
  const error = errorLine();
  const status = statusLine();
  const button = submitButton();
  let input: HTMLInputElement | undefined;

  /** A call and a text go to the same field: the user keeps typing in it. */
  const showField = (channel: Channel): HTMLInputElement => {
    const isEmail = channel === 'email';
    const wanted = isEmail ? email : phone.input;
    if (wanted !== input) field.replaceChildren(...(isEmail ? [email] : phone.nodes));
    setText(label, isEmail ? messages.email : messages.phone);
    input = wanted;
    return wanted;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (input?.value.trim()) void flow.requestCode();
    else input?.focus();
  };

  return {
    node: h(
      'form',
      { part: 'form', novalidate: true, submit },
      h('slot', { name: 'heading' }, h('h2', { part: 'heading' }, messages.heading[flow.settings.purpose])),
      choice.node,
      h('div', { part: 'group' }, label, field, error),
      button,
      status,
    ),
    update() {
      const channel = flow.channel ?? 'sms';
      const current = showField(channel);
      const problem = currentProblem(flow, texts);
      choice.update();
      phone.update();
      setText(error, problem);
      setText(status, connectionText(flow, texts));
      setAttribute(current, 'aria-invalid', isContactProblem(flow) && 'true');
      setAttribute(current, 'aria-describedby', problem && 'error');
      current.readOnly = flow.isLocked('request');
      showBusy(button, flow, 'request', texts, messages.send[channel]);
    },
    focus: () => input?.focus(),
  };
};

function emailInput(flow: VerificationFlow): HTMLInputElement {
  const input = h('input', {
    part: 'input',
    id: 'contact',
    name: 'email',
    type: 'email',
    autocomplete: 'email',
    enterkeyhint: 'send',
    input: () => flow.edit({ email: input.value }),
  });
  input.value = flow.draft.email ?? '';
  return input;
}

function isContactProblem({ tasks }: VerificationFlow): boolean {
  return /^(phone_number|email|destination)_/.test(tasks.problem?.code ?? '');
}
