import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useStage } from './support/stage.js';

const open = useStage();

/** At the step of the code, whose right code is 123456. */
async function openCode(options) {
  const screen = await open(options);
  await screen.toCode();
  screen.ramz.last.code = '123456';
  return screen;
}

async function again(screen) {
  screen.ramz.requests.length = 0;
  await screen.element.evaluate((element) => element.reset());
  await screen.toCode();
  screen.ramz.last.code = '123456';
}

const value = (screen) => screen.code.inputValue();
const verified = (screen) => screen.ramz.requestsTo('POST otp/verify').map(({ body }) => body.code);
const active = (screen) =>
  screen.element
    .locator('.box')
    .evaluateAll((boxes) => boxes.flatMap((box, i) => (box.hasAttribute('data-active') ? i : [])));

/** Pastes as the browser does after Ctrl+V. */
async function paste(screen, text) {
  await screen.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await screen.page.keyboard.press('Control+V');
}
const clipboard = { context: { permissions: ['clipboard-read', 'clipboard-write'] } };

describe('pasting', () => {
  const texts = {
    'the code alone': '123456',
    'the code with a dash': '123-456',
    'the code with spaces': ' 12 34 56 ',
    'Persian digits': '۱۲۳۴۵۶',
    'Arabic digits': '١٢٣٤٥٦',
    'full-width digits': '１２３４５６',
    'the code among invisible marks': '\u2066\u200f123\u200c456\u2069',
    'the whole message': 'Your verification code: 123456\nIt is valid for 5 minutes.',
    'the whole Persian message': 'کد تأیید شما: ۱۲۳۴۵۶\nاین کد ۵ دقیقه اعتبار دارد.',
    'a message with its WebOTP line': 'Code for 24 hours\n@example.com #123456',
  };
  test('enters the code, however it was copied', async () => {
    const screen = await openCode(clipboard);
    for (const [title, text] of Object.entries(texts)) {
      await paste(screen, text);
      await screen.seeDone();
      assert.deepEqual(verified(screen), ['123456'], title);
      await again(screen);
    }
  });

  test('replaces what stands in the boxes', async () => {
    const screen = await openCode(clipboard);
    await screen.page.keyboard.type('99');
    await paste(screen, '123456');
    await screen.seeDone();
    assert.deepEqual(verified(screen), ['123456']);
  });

  test('a part of the code continues what stands in the boxes', async () => {
    const screen = await openCode(clipboard);
    await screen.page.keyboard.type('123');
    await paste(screen, '-456');
    await screen.seeDone();
    assert.deepEqual(verified(screen), ['123456']);
  });
});

describe('typing', () => {
  test('submits when the last box is full, and not before', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('12345');
    assert.deepEqual(verified(screen), []);
    await screen.page.keyboard.type('6');
    await screen.seeDone();
    assert.deepEqual(verified(screen), ['123456']);
  });

  test('takes the digits of Persian and Arabic keyboards, and no letters', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('۱x٢ ۳-٤');
    assert.equal(await value(screen), '1234');
    await screen.page.keyboard.type('۵٦');
    await screen.seeDone();
  });

  test('inserts a digit where the caret stands', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('1245');
    await screen.page.keyboard.press('ArrowLeft');
    await screen.page.keyboard.press('ArrowLeft');
    assert.deepEqual(await active(screen), [2]);
    await screen.page.keyboard.type('3');
    assert.equal(await value(screen), '12345');
    assert.deepEqual(await active(screen), [3]);
  });

  test('replaces the digit at the caret when every box is full', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('123956');
    await screen.seeError(/Tries left: 4/);
    await screen.page.keyboard.press('Home');
    for (let i = 0; i < 3; i++) await screen.page.keyboard.press('ArrowRight');
    await screen.page.keyboard.type('4');
    await screen.seeDone();
    assert.deepEqual(verified(screen), ['123956', '123456']);
  });

  test('deletes backwards from box to box', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('129');
    await screen.page.keyboard.press('Backspace');
    assert.equal(await value(screen), '12');
    await screen.page.keyboard.press('ArrowLeft');
    await screen.page.keyboard.press('Backspace');
    assert.equal(await value(screen), '2');
    assert.deepEqual(await active(screen), [0]);
  });

  test('replaces all that is selected, which the boxes show', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('9999');
    await screen.page.keyboard.press('Control+A');
    await screen.until(async () => (await active(screen)).length === 4, 'four boxes marked');
    await screen.page.keyboard.type('1');
    assert.equal(await value(screen), '1');
  });

  test('Enter submits a full code, and otherwise keeps the focus in the boxes', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('12345');
    await screen.page.keyboard.press('Enter');
    assert.deepEqual(verified(screen), []);
    await screen.page.keyboard.type('6');
    await screen.seeDone();
  });

  test('a digit that is composed by a keyboard counts at once', async () => {
    const screen = await openCode();
    const session = await screen.page.context().newCDPSession(screen.page);
    await session.send('Input.imeSetComposition', { text: '123456', selectionStart: 6, selectionEnd: 6 });
    await screen.seeDone();
    assert.deepEqual(verified(screen), ['123456']);
  });
});

describe('filling in', () => {
  test('the input has what iOS and Android look for', async () => {
    const screen = await openCode();
    const attributes = ['autocomplete', 'inputmode', 'type', 'maxlength'];
    const found = await screen.code.evaluate(
      (input, names) => names.map((name) => input.getAttribute(name)),
      attributes,
    );
    assert.deepEqual(found, ['one-time-code', 'numeric', 'text', null]);
    assert.equal(await screen.element.locator('input').count(), 1);
  });

  test('a code that the browser fills in at once is submitted', async () => {
    const screen = await openCode();
    await screen.code.evaluate((input) => {
      input.value = '123456';
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await screen.seeDone();
  });

  test('a code that WebOTP reads from the text is submitted', async () => {
    const screen = await open({
      init: () => {
        window.OTPCredential = class {};
        navigator.credentials.get = (request) => {
          window.otpRequest = request;
          return new Promise((resolve) => {
            window.receiveText = (code) => resolve({ code });
          });
        };
      },
    });
    await screen.toCode();
    assert.deepEqual(await screen.page.evaluate(() => window.otpRequest.otp), { transport: ['sms'] });
    await screen.page.evaluate((code) => window.receiveText(code), screen.ramz.last.code);
    await screen.seeDone();
    assert.equal(await screen.page.evaluate(() => window.otpRequest.signal.aborted), true);
  });
});

describe('the boxes', () => {
  for (const lang of ['en', 'fa']) {
    test(`hold their digits from left to right in ${lang}`, async () => {
      const screen = await openCode({ lang });
      await screen.page.keyboard.type('12');
      const boxes = await screen.element
        .locator('.box')
        .evaluateAll((all) => all.map((box) => box.getBoundingClientRect().x));
      assert.deepEqual(
        boxes,
        boxes.toSorted((a, b) => a - b),
      );
      assert.equal(boxes.length, 6);
      const input = await screen.code.boundingBox();
      assert.ok(Math.abs(input.x - boxes[0]) < 2, `the input starts at ${input.x}, the boxes at ${boxes[0]}`);
      assert.equal(await screen.code.evaluate((each) => getComputedStyle(each).direction), 'ltr');
    });
  }

  test('are as many as the server says, and fit a narrow screen', async () => {
    const screen = await open({ context: { viewport: { width: 320, height: 600 } } });
    for (const length of [4, 8, 10]) {
      screen.ramz.options.code_length = length;
      await screen.element.evaluate((element) => element.reset());
      await screen.toCode();
      assert.equal(await screen.element.locator('.box').count(), length);
      const overflow = await screen.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide with ${length}`);
      await screen.page.keyboard.type(screen.ramz.last.code);
      await screen.seeDone();
    }
  });

  test('take the caret to the digit that is clicked', async () => {
    const screen = await openCode();
    await screen.page.keyboard.type('12345');
    const { x, y, width, height } = await screen.element.locator('.box').nth(1).boundingBox();
    await screen.page.mouse.click(x + width * 0.3, y + height / 2);
    assert.equal(await screen.code.evaluate((input) => input.selectionStart), 1);
  });
});
