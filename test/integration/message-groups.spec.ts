import { Global, Module } from '@nestjs/common';
import { Processor } from '@nestjs/bullmq';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Job, Queue } from 'bullmq';
import { getQueueToken } from '@nestjs/bullmq';
import { v7 as uuidv7 } from 'uuid';
import {
  messagingConfig,
  OutboxService,
  SEND_WORKER_OPTIONS,
  SendProcessor,
  type RunResult,
} from '../../src/messaging/index.js';
import { JobFailureService } from '../../src/messaging/job-failure.service.js';
import { QueueModule, SMS_QUEUE } from '../../src/queue/index.js';
import { eventually } from '../support/eventually.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { stores } from '../support/redis.js';

const DONE: RunResult = { done: true };
const SLOTS = 4;

/** What becomes of a message; the test decides. */
type Dispatch = (messageId: string) => Promise<RunResult>;

/** Calls that do not return before the test lets them. */
class HangingCalls {
  private release!: () => void;
  private readonly released = new Promise<void>((done) => (this.release = done));

  async wait(): Promise<RunResult> {
    await this.released;
    return DONE;
  }

  end(): void {
    this.release();
  }
}

describe.each(stores)('messages that share a job, with a queue on %s', (store) => {
  let environment: TestEnvironment;
  let producer: TestingModule;
  const modules: TestingModule[] = [];
  /** Every run, in the order in which they began. */
  const runs: string[] = [];
  const failed: unknown[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;

  function servicesOf() {
    @Global()
    @Module({
      providers: [
        OutboxService,
        { provide: messagingConfig.KEY, useValue: messagingConfig.read(environment.variables) },
        { provide: JobFailureService, useValue: { record: async (job: unknown) => void failed.push(job) } },
      ],
      exports: [OutboxService, JobFailureService],
    })
    class Services {}
    const { databaseUrl, redisUrl } = environment;
    return [QueueModule.forRoot({ databaseUrl, redisUrl }), Services];
  }

  async function startWorker(dispatch: Dispatch): Promise<TestingModule & { processor: SendProcessor }> {
    @Processor(SMS_QUEUE, SEND_WORKER_OPTIONS)
    class TestProcessor extends SendProcessor {
      constructor() {
        super('sms', SLOTS);
      }

      protected async dispatch(messageId: string): Promise<RunResult> {
        runs.push(messageId);
        mostAtOnce = Math.max(mostAtOnce, ++atOnce);
        try {
          return await dispatch(messageId);
        } finally {
          atOnce -= 1;
        }
      }

      protected async runOther(): Promise<void> {}
    }
    const worker = await Test.createTestingModule({ imports: servicesOf(), providers: [TestProcessor] }).compile();
    modules.push(worker);
    await worker.init();
    return Object.assign(worker, { processor: worker.get(TestProcessor) });
  }

  const queue = () => producer.get<Queue>(getQueueToken(SMS_QUEUE));

  /** Queues new messages together, and returns their ids once their jobs wait. */
  async function enqueue(count: number, jobs: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    for (const id of ids) producer.get(OutboxService).enqueue(id, 'sms');
    await eventually(async () => expect(await queue().getJobCountByTypes('waiting')).toBe(jobs));
    return ids;
  }

  const allRun = (ids: string[]) => eventually(() => expect(new Set(runs)).toEqual(new Set(ids)));
  const noJobLeft = () =>
    eventually(async () => expect(await queue().getJobCountByTypes('waiting', 'active', 'delayed', 'failed')).toBe(0));

  beforeAll(async () => {
    environment = await createTestEnvironment(store);
    producer = await Test.createTestingModule({ imports: servicesOf() }).compile();
    await producer.init();
  });

  beforeEach(() => {
    runs.length = 0;
    failed.length = 0;
    mostAtOnce = 0;
  });

  afterEach(async () => {
    for (const module of modules.splice(0)) await module.close();
  });

  afterAll(async () => {
    await producer.close();
    await environment.dispose();
  });

  it('messages that come together share jobs of sixteen, and each is sent once', async () => {
    const ids = await enqueue(40, 3);
    const data = (await queue().getWaiting()).map((job) => job.data as { messageIds: string[] });
    expect(data.map(({ messageIds }) => messageIds.length)).toEqual([16, 16, 8]);
    await startWorker(async () => DONE);
    await allRun(ids);
    await noJobLeft();
    expect(runs).toHaveLength(40);
  });

  it('a message that comes alone has a job with its id', async () => {
    const [id] = await enqueue(1, 1);
    expect((await queue().getJob(id!))?.data).toEqual({ messageId: id });
    await startWorker(async () => DONE);
    await allRun([id!]);
    await noJobLeft();
  });

  it('a worker sends no more messages at the same time than it has slots', async () => {
    const ids = await enqueue(40, 3);
    const calls = new HangingCalls();
    await startWorker(() => calls.wait());
    await eventually(() => expect(runs).toHaveLength(SLOTS));
    calls.end();
    await allRun(ids);
    expect(mostAtOnce).toBe(SLOTS);
  });

  it('calls that hang hold up no message of their group or of the groups behind them', async () => {
    const ids = await enqueue(40, 3);
    const hanging = [ids[0]!, ids[15]!, ids[16]!];
    const calls = new HangingCalls();
    await startWorker(async (id) => (hanging.includes(id) ? calls.wait() : DONE));
    await allRun(ids);
    const [later] = await enqueue(1, 0);
    await allRun([...ids, later!]);
    expect(atOnce).toBe(3);
    calls.end();
  });

  it('a message of a group that needs another run gets it by itself, after its wait', async () => {
    const ids = await enqueue(16, 1);
    const times: number[] = [];
    await startWorker(async (id) => {
      if (id !== ids[3]) return DONE;
      times.push(Date.now());
      return times.length < 3 ? { done: false, retryInMs: 300, countsAsAttempt: times.length === 1 } : DONE;
    });
    await eventually(() => expect(times).toHaveLength(3));
    await noJobLeft();
    expect(runs).toHaveLength(18);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(300);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(300);
  });

  it('an unexpected error is recorded for its message, which runs again, and the others are sent', async () => {
    const ids = await enqueue(16, 1);
    await startWorker(async (id) => {
      if (id === ids[0] && runs.filter((run) => run === id).length === 1) throw new Error('unexpected');
      return DONE;
    });
    await eventually(() => expect(runs).toHaveLength(17));
    await noJobLeft();
    expect(failed).toEqual([{ messageId: ids[0] }]);
    expect(runs.at(-1)).toBe(ids[0]);
  });

  it('a worker that ends finishes what it has begun, and leaves the rest of its group to the next one', async () => {
    const ids = await enqueue(16, 1);
    const calls = new HangingCalls();
    const ending = await startWorker(() => calls.wait());
    await eventually(() => expect(runs).toHaveLength(SLOTS));
    modules.length = 0;
    const ended = ending.close();
    calls.end();
    await ended;
    expect(runs).toEqual(ids.slice(0, SLOTS));
    await startWorker(async () => DONE);
    await allRun(ids);
    await noJobLeft();
    expect(runs).toHaveLength(16);
  });

  it('a worker that ends leaves jobs that it has taken and not begun to the next one', async () => {
    const group = await enqueue(16, 1);
    const calls = new HangingCalls();
    const ending = await startWorker(() => calls.wait());
    await eventually(() => expect(runs).toHaveLength(SLOTS));
    const single = uuidv7();
    await producer.get(OutboxService).add(single, 'sms');
    modules.length = 0;
    const ended = ending.close();
    calls.end();
    await ended;
    expect(runs).toEqual(group.slice(0, SLOTS));
    await startWorker(async () => DONE);
    await allRun([...group, single]);
    await noJobLeft();
    expect(runs).toHaveLength(17);
  });

  it('a worker takes no job that would wait for its calls to end, but one', async () => {
    const group = await enqueue(SLOTS, 1);
    const calls = new HangingCalls();
    await startWorker(() => calls.wait());
    await allRun(group);
    const singles = [uuidv7(), uuidv7(), uuidv7()];
    await producer.get(OutboxService).addEach(singles, 'sms');
    await startWorker(async () => DONE);
    await eventually(() => expect(runs.filter((id) => singles.includes(id)).length).toBeGreaterThanOrEqual(2));
    calls.end();
    await allRun([...group, ...singles]);
    await noJobLeft();
  });

  it('a worker takes the next job as soon as a slot is free, although none of its jobs ends', async () => {
    const group = await enqueue(SLOTS, 1);
    const calls = new Map(group.map((id) => [id, new HangingCalls()]));
    const hanging = new HangingCalls();
    await startWorker((id) => (calls.get(id) ?? hanging).wait());
    await allRun(group);
    const singles = [uuidv7(), uuidv7()];
    await producer.get(OutboxService).addEach(singles, 'sms');
    for (const [index, id] of group.slice(0, 2).entries()) {
      calls.get(id)!.end();
      await eventually(() => expect(runs).toHaveLength(SLOTS + index + 1));
    }
    for (const call of [hanging, ...calls.values()]) call.end();
    await noJobLeft();
  });

  it('the messages of a group whose worker was killed get jobs of their own, and a retry goes on waiting', async () => {
    const [waiting, ...others] = Array.from({ length: 3 }, () => uuidv7());
    const outbox = producer.get(OutboxService);
    await outbox.postpone(waiting!, 'sms', 60_000);
    const { processor } = await startWorker(async () => DONE);
    const stalled = { data: { messageIds: [waiting, ...others] }, stalledCounter: 1, attemptsMade: 0 };
    await processor.process(stalled as unknown as Job);
    await allRun(others);
    expect(await queue().getJobCountByTypes('delayed')).toBe(1);
    await queue().remove(waiting!);
    await noJobLeft();
  });

  it('a group that cannot be split into jobs is reported, and its job runs again', async () => {
    const stalled = { data: { messageIds: [uuidv7(), uuidv7()] }, stalledCounter: 1, attemptsMade: 0 };
    const worker = await startWorker(async () => DONE);
    jest.spyOn(worker.get(OutboxService), 'addEach').mockRejectedValueOnce(new Error('the queue is away'));
    await expect(worker.processor.process(stalled as unknown as Job)).rejects.toThrow('the queue is away');
    expect(failed).toEqual([stalled.data]);
  });

  it('a retry waits for its time although the sweeper has added a job of the message before', async () => {
    const id = uuidv7();
    const outbox = producer.get(OutboxService);
    await outbox.add(id, 'sms');
    await outbox.postpone(id, 'sms', 60_000);
    expect(await queue().getJobCountByTypes('waiting')).toBe(0);
    expect(await queue().getJobCountByTypes('delayed')).toBe(1);
    await queue().remove(id);
  });

  it('messages of which each needs a job are added once, however often the sweeper adds them', async () => {
    const ids = Array.from({ length: 5 }, () => uuidv7());
    const outbox = producer.get(OutboxService);
    await outbox.add(ids[0]!, 'sms');
    await outbox.addEach(ids, 'sms');
    await outbox.addEach(ids, 'sms');
    await outbox.add(ids[0]!, 'sms', 60_000);
    expect(await queue().getJobCountByTypes('waiting', 'delayed')).toBe(5);
    const oldest = await queue().getJob(ids[0]!);
    expect(await outbox.oldestWaitingAt('sms')).toBe(oldest!.timestamp);
    expect(await outbox.oldestWaitingAt('email')).toBe(Infinity);
    await startWorker(async () => DONE);
    await allRun(ids);
    await noJobLeft();
  });
});
