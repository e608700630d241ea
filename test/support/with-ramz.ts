import pg from 'pg';
import { startFakeKavenegar } from './fake-kavenegar.mjs';
import { startFakeTwilio } from './fake-twilio.mjs';
import { createTestEnvironment, type TestEnvironment } from './ramz-environment.js';
import { RamzProcess } from './ramz-process.js';

type Variables = Record<string, string>;
type FakeKavenegar = Awaited<ReturnType<typeof startFakeKavenegar>>;
type FakeTwilio = Awaited<ReturnType<typeof startFakeTwilio>>;

export interface RamzOptions {
  /** One process for each, all with the same settings; without them, one with the `ROLE` of the settings, or `all`. */
  roles?: string[];
  store?: 'postgresql' | 'redis';
  /** Fake provider servers that are started first; Ramz is given their addresses and credentials. */
  providers?: ('kavenegar' | 'twilio')[];
  /** Connections of `database`. */
  connections?: number;
}

/** Settings, or a function of what was started before Ramz. */
export type RamzSettings = Variables | ((ramz: RamzSetup) => Variables | Promise<Variables>);

/** Ramz with a database of its own, fake providers and one or more processes. */
export class RamzSetup {
  private started?: { environment: TestEnvironment; database: pg.Pool; variables: Variables };
  private fakeKavenegar?: FakeKavenegar;
  private fakeTwilio?: FakeTwilio;
  readonly processes: RamzProcess[] = [];

  constructor(
    private readonly settings: RamzSettings = {},
    private readonly options: RamzOptions = {},
  ) {}

  async start(): Promise<void> {
    const { roles, store = 'postgresql', providers = [], connections = 3 } = this.options;
    const environment = await createTestEnvironment(store);
    if (providers.includes('kavenegar')) this.fakeKavenegar = await startFakeKavenegar();
    if (providers.includes('twilio')) this.fakeTwilio = await startFakeTwilio();
    const database = new pg.Pool({ connectionString: environment.databaseUrl, max: connections });
    this.started = { environment, database, variables: this.providerVariables() };
    Object.assign(this.started.variables, {
      ...environment.variables,
      ...(typeof this.settings === 'function' ? await this.settings(this) : this.settings),
    });
    const variables = roles ? roles.map((ROLE) => ({ ROLE })) : [{}];
    const launched = await Promise.allSettled(variables.map((own) => this.launch(own)));
    // Those that started are stopped even if another one did not.
    this.processes.push(...launched.flatMap((launch) => (launch.status === 'fulfilled' ? [launch.value] : [])));
    for (const launch of launched) if (launch.status === 'rejected') throw launch.reason;
  }

  async stop(): Promise<void> {
    if (!this.started) return;
    const { environment, database } = this.started;
    await Promise.all([...this.processes.map((process) => process.stop()), database.end()]);
    await Promise.all([environment.dispose(), this.fakeKavenegar?.close(), this.fakeTwilio?.close()]);
  }

  /** Starts one more process with the same settings but for `variables`; it is stopped with the others. */
  async addProcess(variables: Variables = {}): Promise<RamzProcess> {
    const process = await this.launch(variables);
    this.processes.push(process);
    return process;
  }

  /** The first process. */
  get process(): RamzProcess {
    return existing(this.processes[0]);
  }

  /** The address of the first process, such as http://127.0.0.1:40123. */
  get url(): string {
    return this.process.url;
  }

  get database(): pg.Pool {
    return existing(this.started).database;
  }

  get environment(): TestEnvironment {
    return existing(this.started).environment;
  }

  /** What every process is started with, but for its role. */
  get variables(): Variables {
    return existing(this.started).variables;
  }

  get kavenegar(): FakeKavenegar {
    return existing(this.fakeKavenegar);
  }

  get twilio(): FakeTwilio {
    return existing(this.fakeTwilio);
  }

  private launch(variables: Variables): Promise<RamzProcess> {
    return RamzProcess.start({ ...this.variables, ...variables });
  }

  private providerVariables(): Variables {
    return {
      ...(this.fakeKavenegar && {
        KAVENEGAR_API_KEY: this.fakeKavenegar.apiKey,
        KAVENEGAR_BASE_URL: this.fakeKavenegar.url,
      }),
      ...(this.fakeTwilio && {
        TWILIO_ACCOUNT_SID: this.fakeTwilio.accountSid,
        TWILIO_AUTH_TOKEN: this.fakeTwilio.authToken,
        TWILIO_FROM_NUMBER: this.fakeTwilio.from[0]!,
        TWILIO_BASE_URL: this.fakeTwilio.url,
        TWILIO_VERIFY_BASE_URL: this.fakeTwilio.url,
      }),
    };
  }
}

/** Starts Ramz before the tests of a file or a `describe` and stops it after them. */
export function withRamz(settings?: RamzSettings, options?: RamzOptions): RamzSetup {
  const ramz = new RamzSetup(settings, options);
  beforeAll(() => ramz.start(), 90_000);
  afterAll(() => ramz.stop());
  return ramz;
}

function existing<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('Ramz is not started, or the test did not ask for this part of it.');
  return part;
}
