import pg from 'pg';
import { messagingConfig } from '../../src/messaging/index.js';
import { PrismaService } from '../../src/database/index.js';
import { BreakerService } from '../../src/sms/breakers/breaker.service.js';
import { BreakerRepository } from '../../src/sms/breakers/breaker.repository.js';
import type { SendOutcome } from '../../src/sms/providers/provider.contract.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';

const accepted: SendOutcome = { outcome: 'accepted', providerMessageId: '1' };
const refused: SendOutcome = { outcome: 'provider_down', meaning: 'Invalid Kavenegar API key (403).', rawCode: 403 };
const failed: SendOutcome = { outcome: 'transient', meaning: 'busy' };

describe('Circuit breakers of two processes', () => {
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

  it('pause every method of a provider whose account is refused', async () => {
    await first.record('kavenegar', 'lookup', refused);
    await converge();
    for (const breakers of [first, second]) {
      for (const method of ['lookup', 'plain'] as const) {
        expect(await breakers.admit('kavenegar', method)).toEqual({
          admitted: false,
          pausedUntil: clock.now() + 30_000,
        });
      }
      expect(await breakers.admit('twilio', 'plain')).toEqual({ admitted: true });
    }
  });

  it('pause only the method of which half of the calls fail', async () => {
    for (let call = 0; call < 10; call += 1) {
      await first.record('kavenegar', 'lookup', call % 2 ? failed : accepted);
    }
    expect(first.pausedUntil('kavenegar', 'lookup')).toBe(clock.now() + 30_000);
    expect(first.pausedUntil('kavenegar', 'plain')).toBeUndefined();
  });

  it('let exactly one of fifty messages probe after the pause, and close on its success', async () => {
    await first.record('kavenegar', 'lookup', refused);
    await converge();
    clock.advance(30_000);
    const admissions = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? first : second).admit('kavenegar', 'lookup')),
    );
    expect(admissions.filter(({ admitted }) => admitted)).toHaveLength(1);
    await first.record('kavenegar', 'lookup', accepted);
    await converge();
    expect(await second.admit('kavenegar', 'lookup')).toEqual({ admitted: true });
  });

  it('pause twice as long after a failed probe', async () => {
    await first.record('kavenegar', 'lookup', refused);
    clock.advance(30_000);
    expect((await first.admit('kavenegar', 'lookup')).admitted).toBe(true);
    await first.record('kavenegar', 'lookup', refused);
    expect(first.pausedUntil('kavenegar', 'lookup')).toBe(clock.now() + 60_000);
  });

  it('let another message probe if the first one gave no result', async () => {
    await first.record('kavenegar', 'lookup', refused);
    clock.advance(30_000);
    expect((await first.admit('kavenegar', 'lookup')).admitted).toBe(true);
    clock.advance(30_000 + 5000);
    await converge();
    expect((await second.admit('kavenegar', 'lookup')).admitted).toBe(true);
  });

  it('pause a throttling provider for as long as it asks', async () => {
    await first.record('kavenegar', 'plain', {
      outcome: 'transient',
      meaning: '451',
      throttled: true,
      retryAfterMs: 7000,
    });
    expect(first.pausedUntil('kavenegar', 'lookup')).toBe(clock.now() + 7000);
  });

  it('do not pause longer because of calls that began before they opened', async () => {
    await first.record('kavenegar', 'lookup', refused);
    const pausedUntil = first.pausedUntil('kavenegar', 'lookup');
    clock.advance(10_000);
    await second.record('kavenegar', 'lookup', refused);
    await converge();
    expect(first.pausedUntil('kavenegar', 'lookup')).toBe(pausedUntil);
  });
});
