import { extractCode } from '../digits.js';
import { h, setAttribute } from '../dom.js';

export interface CodeInput {
  node: HTMLElement;
  input: HTMLInputElement;
  isFocused(): boolean;
  clear(): void;
  fill(code: string): void;
}

/**
 * One real input over drawn boxes: filling in, pasting, selecting and the keys are the browser's own. The input's text
 * is spaced so that every digit stands in its box.
 */
export function codeInput(length: number, hooks: { changed(): void; complete(code: string): void }): CodeInput {
  const input = h('input', {
    part: 'code-input',
    id: 'code',
    name: 'code',
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'done',
    dir: 'ltr',
  });
  const boxes = Array.from({ length }, () => h('span', { part: 'box' }));
  const node = h(
    'div',
    { part: 'code', dir: 'ltr' },
    h('div', { part: 'boxes', 'aria-hidden': 'true' }, ...boxes),
    h('div', { part: 'clip' }, input),
  );
  node.style.setProperty('--_length', String(length));

  const mark = (): void => {
    const first = Math.min(input.selectionStart ?? 0, length - 1);
    const end = Math.max(input.selectionEnd ?? 0, first + 1);
    boxes.forEach((box, index) => setAttribute(box, 'data-active', index >= first && index < end));
  };
  const set = (value: string, caret: number): void => {
    const before = input.dataset.value ?? '';
    if (input.value !== value) {
      input.value = value;
      input.setSelectionRange(caret, caret);
    }
    mark();
    if (value === before) return;
    input.dataset.value = value;
    hooks.changed();
    if (value.length === length) hooks.complete(value);
  };

  // During a composition too: some keyboards compose digits, and would end it only when the field loses the focus.
  input.addEventListener('input', () => {
    const typedBefore = input.value.slice(0, input.selectionStart ?? undefined);
    set(extractCode(input.value, length), extractCode(typedBefore, length).length);
  });
  input.addEventListener('paste', (event) => {
    const code = extractCode(event.clipboardData?.getData('text') ?? '', length);
    if (code.length < length || input.readOnly) return;
    event.preventDefault();
    set(code, length);
  });
  // In a full row of boxes a digit replaces the one at the caret; nothing moves out of the last box.
  input.addEventListener('beforeinput', (event) => {
    const { selectionStart: start, selectionEnd: end } = input;
    if (event.inputType !== 'insertText' || start === null || start !== end) return;
    if (input.value.length === length && start < length) input.setSelectionRange(start, start + 1);
  });
  for (const name of ['focus', 'keyup', 'pointerup', 'select', 'selectionchange']) input.addEventListener(name, mark);

  return {
    node,
    input,
    isFocused: () => (input.getRootNode() as ShadowRoot).activeElement === input,
    clear: () => set('', 0),
    fill: (code) => set(extractCode(code, length), length),
  };
}
