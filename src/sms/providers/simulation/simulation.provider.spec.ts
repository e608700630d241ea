import { readFileSync } from 'node:fs';
import type { SimulatedMessage } from '../../../messaging/index.js';
import type { SmsRequest } from '../provider.contract.js';
import { SimulationProvider } from './simulation.provider.js';
import { SIMULATED_OUTCOMES } from './simulation.policy.js';

function request(recipient: string, more: Partial<SmsRequest> = {}): SmsRequest {
  return {
    messageId: `message to ${recipient}`,
    localId: 1n,
    recipient,
    country: 'IR',
    text: 'کد تأیید شما: 123456',
    otp: { code: '123456', locale: 'fa' },
    channel: 'sms',
    validForSeconds: 300,
    ...more,
  };
}

describe('SimulationProvider', () => {
  let printed: string;
  let kept: SimulatedMessage[];
  let provider: SimulationProvider;
  const send = (recipient: string, more?: Partial<SmsRequest>, signal = new AbortController().signal) =>
    provider.send(request(recipient, more), 'plain', signal);

  beforeEach(() => {
    printed = '';
    kept = [];
    const keep = (message: SimulatedMessage) => Promise.resolve(void kept.push(message));
    provider = new SimulationProvider(keep, (text) => {
      printed += text;
    });
  });

  it('simulation prints recipient, code, text and time, and accepts the message', async () => {
    expect(await send('+989121234567')).toMatchObject({ outcome: 'accepted' });
    expect(printed).toContain('+989121234567');
    expect(printed).toContain('code: 123456');
    expect(printed).toContain('کد تأیید شما: 123456');
    expect(printed).toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d/);
  });

  it('simulation keeps what it accepts, and nothing else', async () => {
    await send('+989121234567');
    await send('+989120009991');
    expect(kept).toEqual([
      { channel: 'sms', recipient: '+989121234567', text: 'کد تأیید شما: 123456', code: '123456' },
    ]);
  });

  it.each(['9991', '9992', '9994', '9995'])(
    'every message to a number that ends in %s has the outcome of the table',
    async (end) => {
      const { failure } = SIMULATED_OUTCOMES[end]!;
      expect(await send(`+98912000${end}`)).toEqual(failure);
      expect(await send(`+98912000${end}`)).toEqual(failure);
      expect(printed).toBe('');
    },
  );

  it.each(['9993', '9996'])('a message to a number that ends in %s is accepted at the second call', async (end) => {
    expect(await send(`+98912000${end}`)).toEqual(SIMULATED_OUTCOMES[end]!.failure);
    expect(await send(`+98912000${end}`)).toMatchObject({ outcome: 'accepted' });
  });

  it('a message to 9998 has an unknown outcome if the deadline is sooner', async () => {
    expect(await send('+989120009998', {}, AbortSignal.abort())).toMatchObject({ outcome: 'unknown' });
  });

  it('messages are reported as delivered, and as undelivered for 9997', async () => {
    const ids = await Promise.all(
      ['+989121234567', '+989120009997'].map(async (recipient) => {
        const outcome = await send(recipient);
        return outcome.outcome === 'accepted' ? outcome.providerMessageId : '';
      }),
    );
    expect((await provider.pollDelivery(ids)).map(({ state }) => state)).toEqual(['delivered', 'undelivered']);
  });

  it('docs/simulation.md has every ending', () => {
    const page = readFileSync('docs/simulation.md', 'utf8');
    const rows = [...page.matchAll(/^\| `(\d{4})`/gm)].map(([, end]) => end);
    expect(rows).toEqual(Object.keys(SIMULATED_OUTCOMES));
  });
});
