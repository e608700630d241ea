import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { startFakeKavenegar, type FakeKavenegar } from '../support/fake-kavenegar.mjs';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { stores } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const SECOND = 1000;
const HICCUP_MS = 2 * SECOND;
/** How long a person waits for a code. */
const PATIENCE_MS = 10 * SECOND;

interface Ask {
  phone: string;
  status: number;
  /** In seconds, if it was refused. */
  retryAfter?: number;
  at: number;
}

/** An API process and a worker in front of one provider, over a network that can be broken. */
class Bench {
  private constructor(
    private readonly environment: TestEnvironment,
    readonly kavenegar: FakeKavenegar,
    readonly network: TcpProxy,
    readonly database: pg.Pool,
    private readonly processes: RamzProcess[],
  ) {}

  static async start(store: (typeof stores)[number] = 'postgresql'): Promise<Bench> {
    const [environment, kavenegar] = await Promise.all([createTestEnvironment(store), startFakeKavenegar()]);
    const network = await TcpProxy.to(kavenegar.url);
    const variables = {
      ...environment.variables,
      KAVENEGAR_API_KEY: kavenegar.apiKey,
      KAVENEGAR_BASE_URL: network.url,
    };
    const processes = await Promise.all(['api', 'worker'].map((ROLE) => RamzProcess.start({ ...variables, ROLE })));
    const database = new pg.Pool({ connectionString: environment.databaseUrl, max: 2 });
    return new Bench(environment, kavenegar, network, database, processes);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes.map((process) => process.stop()), this.database.end()]);
    await Promise.all([this.network.close(), this.environment.dispose(), this.kavenegar.close()]);
  }

  async ask(): Promise<Ask> {
    const phone = newPhoneNumber().e164;
    const at = Date.now();
    const { status, body } = await askForCode(this.processes[0]!.url, phone);
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

describe.each(stores)('connections that are reset for two seconds, with a queue on %s', (store) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start(store);
  });
  afterAll(() => bench.stop());

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
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });
  afterAll(() => bench.stop());

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
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start();
  });
  afterAll(() => bench.stop());

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
