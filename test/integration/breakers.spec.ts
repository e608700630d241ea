import pg from 'pg';
import { messagingConfig } from '../../src/messaging/index.js';
import { PrismaService } from '../../src/database/index.js';
import type { CallKind } from '../../src/sms/breakers/breaker.policy.js';
import { BreakerService, type Admission } from '../../src/sms/breakers/breaker.service.js';
import { BreakerRepository } from '../../src/sms/breakers/breaker.repository.js';
import type { SendOutcome } from '../../src/sms/providers/provider.contract.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';

const accepted: SendOutcome = { outcome: 'accepted', providerMessageId: '1' };
const refused: SendOutcome = { outcome: 'provider_down', meaning: 'Invalid Kavenegar API key (403).', rawCode: 403 };
const failed: SendOutcome = { outcome: 'transient', meaning: 'busy' };
const refusedByRamz: SendOutcome = {
  outcome: 'rejected',
  meaning: 'Ramz did not call Kavenegar.',
  refusedByRamz: true,
};

const SECOND = 1000;
const lookup: CallKind = { provider: 'kavenegar', method: 'lookup', channel: 'sms', country: 'IR' };
const plain: CallKind = { ...lookup, method: 'plain' };
const byCall: CallKind = { ...lookup, channel: 'call' };

describe('circuit breakers of two processes', () => {
  let environment: TestEnvironment;
  let pools: pg.Pool[];
  let clock: FakeClock;
  let first: BreakerService;
  let second: BreakerService;

  beforeEach(async () => {
    environment = await createTestEnvironment();
    clock = new FakeClock();
    pools = [1, 2].map(() => new pg.Pool({ connectionString: environment.databaseUrl, max: 10 }));
    const config = messagingConfig.read(environment.variables);
    const [one, two] = pools.map(
      (pool) => new BreakerService(new BreakerRepository(new PrismaService(pool)), config, clock),
    ) as [BreakerService, BreakerService];
    [first, second] = [one, two];
  });

  afterEach(async () => {
    for (const breakers of [first, second]) breakers.onModuleDestroy();
    await Promise.all(pools.map((pool) => pool.end()));
    await environment.dispose();
  });

  /** Refreshes both processes, as their timers do every second. */
  const converge = () => Promise.all([first, second].map((breakers) => breakers.onApplicationBootstrap()));

  /** What a new call is told, as the next probe or not at all. */
  const admissions = (kind: CallKind, count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => (index % 2 ? first : second).admit(kind)));

  const probesOf = (admission: Admission | undefined) => (admission?.admitted ? admission.probes : []);

  /** Opens the breaker of this kind by ten failures. */
  async function breakdown(kind: CallKind): Promise<void> {
    for (let call = 0; call < 10; call += 1) await first.record(kind, failed);
    await converge();
  }

  it('a refused account pauses every method of the provider', async () => {
    await first.record(lookup, refused);
    await converge();
    for (const breakers of [first, second]) {
      for (const kind of [lookup, plain, byCall]) {
        expect(await breakers.admit(kind)).toEqual({
          admitted: false,
          pausedUntil: clock.now() + 30_000,
          reason: 'Invalid Kavenegar API key (403).',
        });
      }
      expect(await breakers.admit({ ...plain, provider: 'twilio' })).toEqual({ admitted: true, probes: [] });
    }
  });

  it.each<[string, Partial<CallKind>]>([
    ['method', { method: 'plain' }],
    ['channel', { channel: 'call' }],
    ['country', { country: 'AF' }],
  ])('calls of which half fail are paused alone, and not those of another %s', async (_, other) => {
    for (let index = 0; index < 10; index += 1) await first.record(lookup, index % 2 ? failed : accepted);
    expect(first.pausedUntil(lookup)).toBe(clock.now() + SECOND);
    expect(first.pausedUntil({ ...lookup, ...other })).toBeUndefined();
  });

  it('a failing method is paused for a second, then twice as long after each failed probe, up to a minute', async () => {
    await breakdown(lookup);
    const pauses: number[] = [];
    for (let probe = 0; probe < 8; probe += 1) {
      const pauseMs = first.pausedUntil(lookup)! - clock.now();
      pauses.push(pauseMs / SECOND);
      clock.advance(pauseMs);
      await first.record(lookup, failed, probesOf(await first.admit(lookup)));
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('requests are refused only during a pause that is longer than a person waits', async () => {
    await breakdown(lookup);
    for (const pauseMs of [1000, 2000, 4000, 8000]) {
      expect(second.refusedUntil(lookup)).toBeUndefined();
      clock.advance(pauseMs);
      await first.record(lookup, failed, probesOf(await first.admit(lookup)));
      await converge();
    }
    expect(second.refusedUntil(lookup)).toBe(clock.now() + 16_000);
    // The pause is over, so the next request probes.
    clock.advance(16_000);
    expect(second.refusedUntil(lookup)).toBeUndefined();
  });

  it('a few of fifty messages probe a failing method, and all are admitted once these have succeeded', async () => {
    await breakdown(lookup);
    clock.advance(SECOND);
    const probing = (await admissions(lookup, 50)).filter(({ admitted }) => admitted);
    expect(probing).toHaveLength(3);
    await first.record(lookup, accepted, probesOf(probing[0]));
    await converge();
    const more = (await admissions(lookup, 50)).filter(({ admitted }) => admitted);
    expect(more).toHaveLength(4);
    for (const probe of [probing[1], more[0]]) await second.record(lookup, accepted, probesOf(probe));
    await converge();
    expect((await admissions(lookup, 50)).every(({ admitted }) => admitted)).toBe(true);
  });

  it('one success closes a breaker if no other message probes', async () => {
    await breakdown(lookup);
    clock.advance(SECOND);
    await first.record(lookup, accepted, probesOf(await first.admit(lookup)));
    await converge();
    expect(await second.admit(lookup)).toEqual({ admitted: true, probes: [] });
  });

  it('messages that Ramz refuses without a call do not affect the breaker', async () => {
    for (let call = 0; call < 20; call += 1) await first.record(lookup, refusedByRamz);
    await breakdown(lookup);
    expect(first.pausedUntil(lookup)).toBe(clock.now() + SECOND);
    clock.advance(SECOND);
    for (let call = 0; call < 5; call += 1) {
      await first.record(lookup, refusedByRamz, probesOf(await first.admit(lookup)));
    }
    await converge();
    expect((await admissions(lookup, 50)).filter(({ admitted }) => admitted)).toHaveLength(3);
  });

  it('one failed probe of several pauses again, whatever the result of the others', async () => {
    await breakdown(lookup);
    clock.advance(SECOND);
    const probing = await admissions(lookup, 3);
    await first.record(lookup, failed, probesOf(probing[0]));
    await first.record(lookup, failed, probesOf(probing[1]));
    await converge();
    for (const breakers of [first, second]) expect(breakers.pausedUntil(lookup)).toBe(clock.now() + 2 * SECOND);
  });

  it('exactly one of fifty messages probes a refused account, and its success closes the breaker', async () => {
    await first.record(lookup, refused);
    await converge();
    clock.advance(30_000);
    const probing = (await admissions(lookup, 50)).filter(({ admitted }) => admitted);
    expect(probing).toHaveLength(1);
    await first.record(lookup, accepted, probesOf(probing[0]));
    await converge();
    expect(await second.admit(lookup)).toEqual({ admitted: true, probes: [] });
  });

  it('another message may probe a refused account if the first one gave no result', async () => {
    await first.record(lookup, refused);
    clock.advance(30_000);
    await first.record(lookup, failed, probesOf(await first.admit(lookup)));
    expect(await first.admit(lookup)).toMatchObject({ admitted: true, probes: ['kavenegar'] });
  });

  it('a refused probe doubles the pause', async () => {
    await first.record(lookup, refused);
    clock.advance(30_000);
    await first.record(lookup, refused, probesOf(await first.admit(lookup)));
    expect(first.pausedUntil(lookup)).toBe(clock.now() + 60_000);
  });

  it('another message may probe if the first one gave no result', async () => {
    await first.record(lookup, refused);
    clock.advance(30_000);
    expect((await first.admit(lookup)).admitted).toBe(true);
    expect((await first.admit(lookup)).admitted).toBe(false);
    clock.advance(30_000 + 5000);
    await converge();
    expect((await second.admit(lookup)).admitted).toBe(true);
  });

  it('a throttling provider is paused for as long as it asks', async () => {
    await first.record(plain, { outcome: 'transient', meaning: '451', throttled: true, retryAfterMs: 7000 });
    expect(first.pausedUntil(lookup)).toBe(clock.now() + 7000);
  });

  it('a call that began before the breaker opened does not lengthen the pause', async () => {
    await first.record(lookup, refused);
    await breakdown({ ...lookup, provider: 'twilio' });
    const kinds: CallKind[] = [lookup, { ...lookup, provider: 'twilio' }];
    const pauses = kinds.map((kind) => first.pausedUntil(kind));
    clock.advance(500);
    await second.record(lookup, refused);
    await breakdown({ ...lookup, provider: 'twilio' });
    expect(kinds.map((kind) => first.pausedUntil(kind))).toEqual(pauses);
  });

  it('a failed call after the pause that is not a probe is ignored', async () => {
    await breakdown(lookup);
    clock.advance(SECOND);
    await first.record(lookup, failed);
    expect(first.pausedUntil(lookup)).toBeUndefined();
  });
});
