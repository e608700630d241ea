import { h } from '../dom.js';
import type { ViewFactory } from './view.js';

export const doneView: ViewFactory = (_flow, { messages }) => {
  const heading = h('h2', { part: 'heading', tabindex: -1 }, messages.done);
  return {
    node: h('div', { part: 'done' }, h('span', { part: 'mark' }), heading),
    update: () => undefined,
    focus: () => heading.focus(),
  };
};
