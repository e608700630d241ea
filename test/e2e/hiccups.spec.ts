import { setTimeout as delay } from 'node:timers/promises';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { storesOfSlowTests } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { withRamz, type RamzSetup } from '../support/with-ramz.js';

const SECOND = 1000;
const HICCUP_MS = 2 * SECOND;
/** How long a person waits for a code before asking again. */
const PATIENCE_MS = 20 * SECOND;

interface Ask {
  phone: string;
  status: number;
  /** In seconds, if it was refused. */
  retryAfter?: number;
  at: number;
}

/** A Ramz in front of one provider, over a network that can be broken. */
class Bench {
  private proxy?: TcpProxy;
  readonly ramz: RamzSetup;

  constructor(store?: (typeof storesOfSlowTests)[number]) {
    const settings = async ({ kavenegar }: RamzSetup) => {
      this.proxy = await TcpProxy.to(kavenegar.url);
      return { KAVENEGAR_BASE_URL: this.proxy.url };
    };
    this.ramz = withRamz(settings, { store, providers: ['kavenegar'] });
    afterAll(() => this.proxy?.close());
  }

  get kavenegar() {
    return this.ramz.kavenegar;
  }

  get database() {
    return this.ramz.database;
  }

  get network(): TcpProxy {
    return this.proxy!;
  }

  async ask(): Promise<Ask> {
    const phone = newPhoneNumber().e164;
    const at = Date.now();
    const { status, body } = await askForCode(this.ramz.url, phone);
    return { phone, status, at, retryAfter: (body as { retry_after?: number }).retry_after };
  }

  /** Asks for codes at a steady rate, whatever the answers. */
  async askFor(durationMs: number, perSecond: number): Promise<Ask[]> {
    const asks: Promise<Ask>[] = [];
    const start = Date.now();
    for (let due = start; due < start + durationMs; due += SECOND / perSecond) {
      await delay(Math.max(0, due - Date.now()));
      asks.push(this.ask());
    }
    return Promise.all(asks);
  }

  /** Milliseconds from each ask to its message, once every message has reached its phone. */
  async delays(asks: Ask[]): Promise<number[]> {
    return eventually(() => {
      const arrivals = asks.map(({ phone }) => this.kavenegar.messagesFor(phone)[0]?.at.getTime());
      const missing = asks.filter((_, index) => arrivals[index] === undefined);
      expect(missing).toHaveLength(0);
      return asks.map(({ at }, index) => arrivals[index]! - at);
    }, 30 * SECOND);
  }
}

const accepted = (asks: Ask[]) => asks.filter(({ status }) => status === 200);
const refused = (asks: Ask[]) => asks.filter(({ status }) => status === 503);

const standard = new Bench();
const benches = storesOfSlowTests.map((store) => ({ store, bench: store === 'redis' ? new Bench(store) : standard }));

describe.each(benches)('connections that are reset for two seconds, with a queue on $store', ({ bench }) => {
  it('no accepted code is lost while connections are reset', async () => {
    bench.network.reset();
    const asking = bench.askFor(HICCUP_MS, 35);
    await delay(HICCUP_MS);
    await bench.network.restore();
    const asks = accepted(await asking);
    expect(asks.length).toBeGreaterThanOrEqual(63);
    await bench.delays(asks);
    await eventually(async () => {
      const { rows } = await bench.database.query<{ status: string }>('SELECT DISTINCT status FROM messages');
      expect(rows).toEqual([{ status: 'accepted' }]);
    });
  }, 60_000);
});

describe('provider faults of two seconds', () => {
  const bench = standard;

  const faults: [string, (bench: Bench) => () => unknown][] = [
    ['status 500', ({ kavenegar }) => kavenegar.respondWith(500)],
    ["a gateway's page", ({ kavenegar }) => kavenegar.respondWith('html')],
    [
      'connections that are reset',
      ({ network }) => {
        network.reset();
        return () => network.restore();
      },
    ],
  ];

  it.each(faults)(
    'a short fault refuses few requests and delays codes by a few seconds at most: %s',
    async (_, fail) => {
      const asking = bench.askFor(5 * SECOND, 15);
      await delay(SECOND);
      const mend = fail(bench);
      await delay(HICCUP_MS);
      await mend();
      const all = await asking;
      const asks = accepted(all);
      expect(asks.length).toBeGreaterThanOrEqual(all.length * 0.9);
      expect(Math.max(...(await bench.delays(asks)))).toBeLessThan(PATIENCE_MS);
    },
    60_000,
  );
});

describe('provider faults of minutes', () => {
  // The pauses of its methods start together, as no call has failed before.
  const bench = new Bench();

  it('a long fault is answered with 503 once the pauses are long, and recovery needs no restart', async () => {
    const mend = bench.kavenegar.respondWith(500);
    const [first] = await eventually(async () => {
      const asks = refused(await bench.askFor(SECOND, 15));
      expect(asks).not.toHaveLength(0);
      return asks;
    }, 60 * SECOND);
    expect(first!.retryAfter).toBeGreaterThan(5);
    mend();
    await bench.database.query('UPDATE breakers SET retry_at = now()');
    const asks = await eventually(async () => {
      const all = await bench.askFor(SECOND, 15);
      expect(accepted(all)).toHaveLength(all.length);
      return all;
    }, 30 * SECOND);
    expect(Math.max(...(await bench.delays(asks)))).toBeLessThan(PATIENCE_MS);
    await eventually(async () => {
      const { rowCount } = await bench.database.query("SELECT FROM breakers WHERE name LIKE 'kavenegar/lookup/%'");
      expect(rowCount).toBe(0);
    });
  }, 120_000);
});
