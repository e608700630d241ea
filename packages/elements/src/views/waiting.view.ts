import { h, setText } from '../dom.js';
import { connectionText, currentProblem, errorLine, linkButton, statusLine, type ViewFactory } from './view.js';

/** Before the server has said what it offers, and when it did not. */
export const waitingView: ViewFactory = (flow, texts) => {
  const status = statusLine();
  const error = errorLine();
  const retry = linkButton(texts.messages.retry, () => void flow.load());
  const node = h('div', { part: 'waiting' }, h('span', { part: 'spinner' }), error, status, retry);
  return {
    node,
    update() {
      const isLoading = flow.tasks.isRunning('load');
      node.toggleAttribute('data-loading', isLoading);
      setText(error, currentProblem(flow, texts));
      setText(status, isLoading ? connectionText(flow, texts) || texts.messages.busy : '');
      retry.hidden = isLoading;
    },
    focus: () => undefined,
  };
};
