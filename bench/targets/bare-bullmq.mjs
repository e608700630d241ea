import { setTimeout as delay } from 'node:timers/promises';
import { bareQueue } from '../peers/bare-queue.mjs';
import { startProcess } from '../support/processes.mjs';

const PROGRAM = new URL('../peers/bare-worker.mjs', import.meta.url).pathname;
const POLL_MS = 10;
const CHUNK = 500;

/** A queue of BullMQ with one worker that does nothing but take jobs and end them. */
export async function startBareBullMq({ stores, concurrency, jobMs }) {
  const database = await stores.postgres.createDatabase();
  const redis = stores.redis?.createDatabase();
  const variables = {
    DATABASE_URL: database,
    ...(redis && { REDIS_URL: redis }),
    CONCURRENCY: String(concurrency),
    ...(jobMs && { JOB_MS: String(jobMs) }),
  };
  const { Queue, connection } = bareQueue(variables);
  const queue = new Queue('bare', { connection });
  await queue.waitUntilReady();
  const worker = await startProcess({
    program: PROGRAM,
    variables,
    isReady: (output) => output().includes('ready'),
  });
  return {
    name: 'bare BullMQ',
    workers: [worker.pid],
    async queueJobs(count) {
      for (let start = 0; start < count; start += CHUNK) {
        const jobs = Array.from({ length: Math.min(CHUNK, count - start) }, () => ({ name: 'send', data: {} }));
        await queue.addBulk(jobs);
      }
    },
    async drained() {
      for (;;) {
        const { waiting, active } = await queue.getJobCounts('waiting', 'active');
        if (waiting + active === 0) return;
        await delay(POLL_MS);
      }
    },
    async stop() {
      await worker.stop();
      await queue.close();
      await stores.postgres.dropDatabase(database);
    },
  };
}
