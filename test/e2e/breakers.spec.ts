import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { ProvidersBench } from '../support/providers-bench.js';

describe('open circuit breakers', () => {
  const others = 'otp_ip=off,otp_phone_hour=off,otp_phone_day=off,verify_ip=off,wrong_codes_hour=off';
  const bench = ProvidersBench.with({ RATE_LIMITS: `otp_phone=1/600,${others}`, SMS_ATTEMPTS: '1' }, ['all', 'api']);

  const newIranian = () => newPhoneNumber().e164;

  async function works(): Promise<void> {
    await bench.database.query('DELETE FROM breakers');
    for (const { url } of bench.ramz.processes) {
      const phone = newIranian();
      await eventually(() => askForCode(url, phone).expect(200));
      await bench.kavenegar.waitForMessage(phone);
    }
  }

  it('every process refuses codes while the breaker is open, and these do not count against the limits', async () => {
    const [first, second, third] = [newIranian(), newIranian(), newIranian()];
    bench.kavenegar.failNext(403, { receptor: first });
    await bench.ended(await bench.ask(first), 'failed');
    const requests = bench.kavenegar.requests.length;

    const refused = await askForCode(bench.url, second).expect(503);
    expect(refused.body).toMatchObject({ code: 'sms_unavailable', retry_after: expect.any(Number) });
    expect(refused.headers['retry-after']).toBe(String(refused.body.retry_after));
    expect(refused.body.retry_after).toBeGreaterThan(20);
    expect(refused.body.retry_after).toBeLessThanOrEqual(30);
    await eventually(async () => {
      const elsewhere = await askForCode(bench.ramz.processes[1]!.url, newIranian()).expect(503);
      expect(elsewhere.body.code).toBe('sms_unavailable');
    }, 2000);
    await askForCode(bench.ramz.processes[1]!.url, third).expect(503);
    expect(await bench.breakers()).toMatchObject([{ name: 'kavenegar', cause: 'account' }]);
    expect(bench.kavenegar.requests).toHaveLength(requests);

    // The one whose message failed has its token back as well.
    await works();
    for (const phone of [first, second, third]) {
      await askForCode(bench.url, phone).expect(200);
      await askForCode(bench.url, phone).expect(429);
    }
  });

  it('one message probes after the pause: a failure lengthens the pause, a success closes the breaker', async () => {
    await works();
    const phone = newIranian();
    const mend = bench.kavenegar.respondWith(418);
    await bench.ended(await bench.ask(phone), 'failed');
    await bench.endPauses();
    const probe = await eventually(() => bench.ask(newIranian()));
    await bench.ended(probe, 'failed');
    const [breaker] = await bench.breakers();
    expect(breaker!.pause_s).toBeGreaterThan(45);
    expect(breaker!.pause_s).toBeLessThanOrEqual(60);
    await askForCode(bench.url, newIranian()).expect(503);

    mend();
    await bench.endPauses();
    await bench.ended(await eventually(() => bench.ask(newIranian())), 'accepted');
    expect(await bench.breakers()).toEqual([]);
    for (const { url } of bench.ramz.processes) await eventually(() => askForCode(url, newIranian()).expect(200), 2000);
  });

  it('a method that fails too often is paused, and codes use the next method of the provider', async () => {
    await works();
    const mend = bench.kavenegar.respondWith(409, { scope: 'verify/lookup' });
    // So many that half of the last twenty calls have failed, whatever the tests before have done.
    for (let call = 0; call < 20 && (await bench.breakers()).length === 0; call += 1) {
      await bench.ended(await bench.ask(newIranian()), 'failed');
    }
    expect(await bench.breakers()).toMatchObject([{ name: 'kavenegar/lookup/sms/IR', cause: 'failing' }]);
    await bench.lengthenPauses();
    await eventually(async () => {
      const asked = await bench.ask(newIranian());
      await bench.ended(asked, 'accepted');
      expect(await bench.calls(asked)).toEqual(['kavenegar plain accepted']);
    });

    mend();
    await bench.endPauses();
    await eventually(async () => {
      const probe = await bench.ask(newIranian());
      await bench.ended(probe, 'accepted');
      expect(await bench.calls(probe)).toEqual(['kavenegar lookup accepted']);
    });
    expect(await bench.breakers()).toEqual([]);
  });

  it('a channel that fails too often is paused, and texts continue by the same method', async () => {
    await works();
    const faults: (() => void)[] = [];
    for (let call = 0; call < 20 && (await bench.breakers()).length === 0; call += 1) {
      const phone = newIranian();
      faults.push(bench.kavenegar.respondWith(409, { receptor: phone }));
      await bench.ended(await bench.ask(phone, { channel: 'call' }), 'failed');
    }
    expect(await bench.breakers()).toMatchObject([{ name: 'kavenegar/lookup/call/IR', cause: 'failing' }]);
    await bench.lengthenPauses();
    // No other method can call, so a call is refused at once.
    await eventually(async () => {
      const refused = await askForCode(bench.url, newIranian(), { channel: 'call' }).expect(503);
      expect(refused.body).toMatchObject({ code: 'sms_unavailable', retry_after: expect.any(Number) });
    });
    const text = await bench.ask(newIranian());
    await bench.ended(text, 'accepted');
    expect(await bench.calls(text)).toEqual(['kavenegar lookup accepted']);
    for (const mend of faults) mend();
  });
});

describe('throttling providers', () => {
  const bench = ProvidersBench.with();

  beforeEach(async () => {
    await bench.database.query('DELETE FROM breakers');
    const phone = newPhoneNumber().e164;
    await eventually(() => askForCode(bench.url, phone).expect(200));
    await bench.kavenegar.waitForMessage(phone);
  });

  it('a throttling provider gets no messages for as long as it asks, and the pause is not an attempt', async () => {
    const phones = Array.from({ length: 4 }, () => newPhoneNumber().e164);
    for (const phone of phones) {
      bench.kavenegar.failNext({ status: 451, retryAfter: 3, delayMs: 300 }, { receptor: phone });
    }
    const all = await Promise.all(phones.map((phone) => bench.ask(phone)));
    await eventually(async () => {
      expect(await bench.breakers()).toMatchObject([{ name: 'kavenegar', cause: 'throttled' }]);
    });
    await eventually(async () => {
      for (const asked of all) expect((await bench.calls(asked))[0]).toBe('kavenegar lookup transient');
    });
    // A person waits that long, so the code is accepted, and sent after the pause.
    const meanwhile = await bench.ask(newPhoneNumber().e164);
    await bench.ended(meanwhile, 'accepted');
    expect(await bench.calls(meanwhile)).toEqual(['kavenegar lookup accepted']);
    for (const asked of all) {
      expect(await bench.ended(asked, 'accepted')).toMatchObject({ attempt_count: 1 });
      expect(await bench.calls(asked)).toEqual(['kavenegar lookup transient', 'kavenegar lookup accepted']);
      const [first, second] = bench.kavenegar.requests.filter(
        ({ form }) => form['receptor'] === `0${asked.phone.slice(3)}`,
      );
      expect(second!.at.getTime() - first!.at.getTime()).toBeGreaterThanOrEqual(3000);
    }
  });

  it('a message expires at once if the pause is longer than the life of its code', async () => {
    const phone = newPhoneNumber().e164;
    bench.kavenegar.failNext({ status: 451, retryAfter: 120 }, { receptor: phone });
    const asked = await bench.ask(phone);
    expect((await bench.ended(asked, 'expired')).last_error).toContain('(451)');
    expect(bench.delivered(asked)).toBe(0);
    const refused = await askForCode(bench.url, newPhoneNumber().e164).expect(503);
    expect(refused.body.retry_after).toBeGreaterThan(100);
  });

  it('a message that expires during the pause is never sent', async () => {
    const phone = newPhoneNumber().e164;
    bench.kavenegar.failNext({ status: 451, retryAfter: 1 }, { receptor: phone });
    const asked = await bench.ask(phone);
    await eventually(async () => {
      expect(await bench.calls(asked)).toEqual(['kavenegar lookup transient']);
      expect(await bench.message(asked)).toMatchObject({ status: 'queued', attempt_count: 0 });
    });
    await bench.database.query('UPDATE messages SET expires_at = now() WHERE id = $1', [asked.messageId]);
    await bench.ended(asked, 'expired');
    expect(await bench.calls(asked)).toEqual(['kavenegar lookup transient']);
  });
});
