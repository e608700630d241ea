import { h } from '../dom.js';
import type { Texts } from '../texts.js';
import type { VerificationFlow } from '../verification-flow.js';

/** The channels as a group of radio buttons; nothing if there is no choice. */
export function channelChoice(flow: VerificationFlow, { messages }: Texts): { node: HTMLElement; update(): void } {
  const node = h('div', { part: 'channels', role: 'radiogroup', 'aria-label': messages.channels });
  let shown = '';
  return {
    node,
    update() {
      const { channels } = flow;
      node.hidden = channels.length < 2;
      if (channels.join() !== shown) {
        shown = channels.join();
        const choose = (event: Event): void => flow.edit({ channel: channels[inputs.indexOf(event.target as never)] });
        const inputs = channels.map(() => h('input', { type: 'radio', name: 'channel', change: choose }));
        node.replaceChildren(
          ...channels.map((channel, index) =>
            h('label', { part: 'channel' }, inputs[index], h('span', {}, messages.channel[channel])),
          ),
        );
      }
      node.querySelectorAll('input').forEach((input, index) => (input.checked = channels[index] === flow.channel));
    },
  };
}
