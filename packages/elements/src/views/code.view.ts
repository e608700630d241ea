import { secondsUntil } from '../challenge.js';
import { h, setAttribute, setText } from '../dom.js';
import { readableNumber } from '../phone-number.js';
import type { Problem } from '../problem.js';
import type { Texts } from '../texts.js';
import type { VerificationFlow } from '../verification-flow.js';
import { codeInput } from './code-input.js';
import { resendActions } from './resend-actions.js';
import {
  connectionText,
  currentProblem,
  errorLine,
  linkButton,
  showBusy,
  statusLine,
  submitButton,
  type ViewFactory,
} from './view.js';

/** Takes the code, follows its delivery, and offers another one. */
export const codeView: ViewFactory = (flow, texts) => {
  const { messages } = texts;
  const length = flow.challenge!.codeLength;
  const code = codeInput(length, {
    changed: () => flow.clearWrongCode(),
    complete: (digits) => void flow.verify(digits),
  });
  const lead = h('p', { part: 'lead' });
  const error = errorLine();
  const status = statusLine();
  const validity = h('p', { part: 'validity' });
  const button = submitButton();
  const actions = resendActions(flow, texts);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (flow.isCodeEnded) void flow.requestAnother();
    else if (code.input.value.length === length) void flow.verify(code.input.value);
    else code.input.focus();
  };

  let shownChallenge = flow.challenge?.id;
  let shownProblem: Problem | undefined;
  /** A new code empties the boxes; a wrong one is selected, so that typing replaces it. */
  const showChanges = (id: string | undefined, { problem, problemTask }: VerificationFlow['tasks']): void => {
    if (id && id !== shownChallenge) {
      code.clear();
      code.input.focus();
    }
    if (problem && problem !== shownProblem && problemTask === 'verify' && code.isFocused()) code.input.select();
    shownChallenge = id;
    shownProblem = problem;
  };

  const node = h(
    'form',
    { part: 'form', novalidate: true, submit },
    h('h2', { part: 'heading' }, h('label', { for: 'code' }, messages.enter)),
    h(
      'div',
      { part: 'recipient' },
      lead,
      ' ',
      linkButton(messages.change, () => flow.changeContact()),
    ),
    h('div', { part: 'group' }, code.node, error, h('div', { part: 'delivery' }, status, validity)),
    button,
    actions.node,
  );

  return {
    node,
    update() {
      const { challenge, tasks, isCodeEnded } = flow;
      if (!challenge) return;
      const problem = currentProblem(flow, texts);
      code.input.readOnly = flow.isLocked('verify');
      showChanges(challenge.id, tasks);
      showRecipient(lead, flow, texts);
      setText(error, problem);
      setAttribute(code.input, 'aria-invalid', tasks.problemTask === 'verify' && 'true');
      setAttribute(code.input, 'aria-describedby', problem && 'error');
      setAttribute(node, 'data-wrong', tasks.problem?.code === 'otp_incorrect');
      setAttribute(node, 'data-ended', isCodeEnded);
      setAttribute(status, 'data-delivery', !isCodeEnded && challenge.delivery);
      setText(status, connectionText(flow, texts) || (isCodeEnded ? '' : messages.delivery[challenge.delivery]));
      const time = texts.duration(secondsUntil(challenge.expiresAt));
      setText(validity, isCodeEnded ? '' : texts.fill(messages.validity, { time }));
      if (isCodeEnded) showBusy(button, flow, 'request', texts, messages.resend);
      else showBusy(button, flow, 'verify', texts, messages.verify);
      actions.update();
    },
    focus: () => code.input.focus(),
    fill: (digits) => code.fill(digits),
  };
};

function showRecipient(lead: HTMLElement, { challenge, countries }: VerificationFlow, texts: Texts): void {
  const { contact, channel, codeLength } = challenge!;
  const isPhone = 'phone_number' in contact;
  const to = isPhone ? readableNumber(contact.phone_number, countries) : contact.email;
  const sentence = texts.messages.sentTo[isPhone && channel === 'email' ? 'owner' : channel];
  const text = texts.fill(sentence, { n: texts.number(codeLength), to });
  if (lead.textContent === text) return;
  const [before = '', after = ''] = text.split(to);
  lead.replaceChildren(before, h('bdi', { part: 'contact', dir: 'ltr' }, to), after);
}
