import { startFakeKavenegar } from '../../test/support/fake-kavenegar.mjs';

/** A Kavenegar that answers at once, or after `delayMs`, and hands over the codes that it was given. */
export async function startProvider({ delayMs } = {}) {
  const codes = new Map();
  const waiting = new Map();
  let received = 0;
  let onReceived = () => undefined;
  const fake = await startFakeKavenegar({
    onMessage({ receptor, token }) {
      received += 1;
      onReceived(received);
      const phone = `+98${receptor.slice(-10)}`;
      codes.set(phone, token);
      waiting.get(phone)?.(token);
    },
  });
  fake.account.remaincredit = Number.MAX_SAFE_INTEGER;
  if (delayMs) fake.respondWith({ delayMs });
  return {
    url: fake.url,
    apiKey: fake.apiKey,
    /** The code that was sent to this number, as soon as it is there. */
    async codeOf(phone) {
      const code =
        codes.get(phone) ??
        (await new Promise((resolve) => {
          waiting.set(phone, resolve);
        }));
      waiting.delete(phone);
      codes.delete(phone);
      return code;
    },
    get received() {
      return received;
    },
    /** Calls back with the number of messages so far, for each message. */
    watch(callback) {
      onReceived = callback;
    },
    /** Forgets what it has received. */
    forget() {
      fake.messages.length = 0;
      fake.requests.length = 0;
      codes.clear();
      received = 0;
    },
    close: () => fake.close(),
  };
}
