import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useStage } from './support/stage.js';

const open = useStage();
const keys = ({ ramz }) => ramz.requestsTo('POST otp').map(({ headers }) => headers['idempotency-key']);

/** Answers the next requests of a route with the trouble. */
function trouble(screen, path, ...kinds) {
  screen.server.trouble = (method, asked) => (method === 'POST' && asked === path ? kinds.shift() : undefined);
}

describe('the Idempotency-Key', () => {
  test('is new with every code, and the same where an answer was lost', async () => {
    const screen = await open({ clock: true });
    trouble(screen, 'otp', 'lose');
    await screen.request();
    await screen.until(() => screen.ramz.requestsTo('POST otp').length === 1, 'the first request');
    await screen.passSeconds(2);
    await screen.code.waitFor();
    assert.equal(screen.ramz.challenges.length, 1);
    await screen.passSeconds(31);
    await screen.link('Send a new code').click();
    await screen.until(() => screen.ramz.challenges.length === 2, 'a second code');
    const [first, repeated, second] = keys(screen);
    assert.match(first, /^[0-9a-f]{32}$/);
    assert.equal(repeated, first);
    assert.notEqual(second, first);
  });

  test('is the same after a reload in the middle of the request', async () => {
    const screen = await open();
    let answer;
    screen.server.trouble = (method) => method === 'POST' && new Promise((resolve) => (answer = resolve));
    await screen.request();
    await screen.until(() => answer, 'the request');
    screen.server.trouble = undefined;
    await screen.page.reload();
    answer();
    assert.equal(await screen.contact.inputValue(), '0912 345 6789');
    await screen.button.click();
    await screen.code.waitFor();
    assert.equal(screen.ramz.challenges.length, 1);
    assert.equal(new Set(keys(screen)).size, 1);
  });

  test('makes a double click one text', async () => {
    const screen = await open();
    await screen.contact.fill('0912 345 6789');
    await screen.button.dblclick();
    await screen.code.waitFor();
    assert.equal(screen.ramz.requestsTo('POST otp').length, 1);
  });

  test('of a request that is still under way is used again after the pause that the server names', async () => {
    const screen = await open({ clock: true });
    screen.ramz.refuse('POST otp', 'idempotency_in_progress', { retry_after: 2 });
    await screen.request();
    await screen.until(() => screen.ramz.requestsTo('POST otp').length === 1, 'the first request');
    await screen.passSeconds(3);
    await screen.code.waitFor();
    assert.equal(new Set(keys(screen)).size, 1);
  });
});

describe('without a connection', () => {
  test('a request waits, says so, and goes on by itself', async () => {
    const screen = await open();
    await screen.contact.waitFor();
    await screen.page.context().setOffline(true);
    await screen.request();
    await screen.see('You are offline');
    assert.equal(screen.ramz.requestsTo('POST otp').length, 0);
    await screen.page.context().setOffline(false);
    await screen.code.waitFor();
    await screen.page.context().setOffline(true);
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.see('You are offline');
    await screen.page.context().setOffline(false);
    await screen.seeDone();
    assert.deepEqual(
      screen.events.map(({ type }) => type),
      ['ramz-verified'],
    );
  });

  test('another number can be entered, which gives up the request that waits', async () => {
    const screen = await open();
    await screen.contact.waitFor();
    await screen.page.context().setOffline(true);
    await screen.request('0912 345 6780');
    await screen.see('You are offline');
    await screen.contact.fill('0912 345 6789');
    await screen.page.context().setOffline(false);
    await screen.button.click();
    await screen.code.waitFor();
    assert.deepEqual(
      screen.ramz.challenges.map((challenge) => challenge.phone_number),
      ['+989123456789'],
    );
  });

  test('a server that does not answer is tried three times, and then reported', async () => {
    const screen = await open({ clock: true });
    trouble(screen, 'otp', 'drop', 'drop', 'drop');
    await screen.request();
    await screen.see('This is taking longer than usual');
    await screen.passSeconds(2);
    await screen.see('This is taking longer than usual');
    await screen.until(async () => {
      await screen.page.clock.fastForward(1000);
      return (await screen.error.textContent()) !== '';
    }, 'the report');
    await screen.seeError(/cannot reach the server/);
    assert.equal(screen.events[0].detail.code, 'network_error');
    await screen.button.click();
    await screen.code.waitFor();
  });

  test('the start can be repeated', async () => {
    const screen = await open({ prepare: ({ ramz }) => ramz.refuse('GET options', 'internal') });
    await screen.seeError(/does not work at the moment/);
    await screen.link('Try again').click();
    await screen.contact.waitFor();
  });
});

describe('a slow connection', () => {
  test('is explained, and the answer still counts', async () => {
    const screen = await open({ clock: true });
    await screen.contact.waitFor();
    let answer;
    screen.server.trouble = (method) => method === 'POST' && new Promise((resolve) => (answer = resolve));
    await screen.request();
    await screen.see('One moment…');
    await screen.until(() => answer, 'the request');
    await screen.passSeconds(5);
    await screen.see('This is taking longer than usual');
    answer();
    await screen.code.waitFor();
  });
});

describe('a reload', () => {
  test('keeps the code, its countdown and its delivery, and forgets them once it was used', async () => {
    const screen = await open({ clock: true });
    await screen.toCode();
    screen.ramz.deliver('delivered');
    await screen.passSeconds(20);
    await screen.see('Delivered.');
    await screen.page.reload();
    await screen.code.waitFor();
    await screen.see('Delivered.');
    await screen.see(/^0:\d\d$/);
    assert.equal(screen.ramz.requestsTo('POST otp').length, 1);
    await screen.code.fill(screen.ramz.last.code);
    await screen.seeDone();
    await screen.page.reload();
    await screen.contact.waitFor();
    assert.equal(await screen.contact.inputValue(), '');
  });

  test('after the end of the code goes back to the number', async () => {
    const screen = await open({ clock: true });
    await screen.toCode();
    await screen.page.goto('about:blank');
    await screen.page.clock.fastForward(301_000);
    await screen.page.goto(screen.server.url);
    await screen.contact.waitFor();
    assert.equal(await screen.contact.inputValue(), '0912 345 6789');
  });

  test('works where the browser has no storage for the page', async () => {
    const screen = await open({
      init: () => {
        Object.defineProperty(window, 'sessionStorage', {
          get() {
            throw new DOMException('forbidden', 'SecurityError');
          },
        });
      },
    });
    await screen.toCode();
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
    assert.deepEqual(screen.pageErrors, []);
  });
});
