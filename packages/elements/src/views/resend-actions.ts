import type { Channel } from '../api.js';
import { h, setAttribute, setText } from '../dom.js';
import type { Texts } from '../texts.js';
import type { VerificationFlow } from '../verification-flow.js';
import { linkButton } from './view.js';

/** Another code by the same channel or by another one, with the countdown until the server wants to be asked. */
export function resendActions(flow: VerificationFlow, texts: Texts): { node: HTMLElement; update(): void } {
  const { messages } = texts;
  const question = h('span', { part: 'question' }, messages.didNotArrive);
  const countdown = h('span', { part: 'countdown' });
  const node = h('div', { part: 'resend' });
  const request = (channel: Channel) => (): void => void flow.requestAnother(channel);
  let shown = '';
  return {
    node,
    update() {
      const { resendIn: wait, otherChannels, challenge } = flow;
      const channels = [challenge!.channel, ...otherChannels];
      if (channels.join() !== shown) {
        shown = channels.join();
        node.replaceChildren(
          h(
            'p',
            { part: 'again' },
            question,
            ' ',
            linkButton(messages.resend, request(challenge!.channel)),
            ' ',
            countdown,
          ),
          ...otherChannels.map((channel) => linkButton(messages.instead[channel], request(channel), 'link other')),
        );
      }
      setText(countdown, wait > 0 ? texts.clock(wait) : '');
      for (const button of node.querySelectorAll('button')) {
        setAttribute(button, 'aria-disabled', (wait > 0 || flow.tasks.isRunning('request')) && 'true');
      }
    },
  };
}
