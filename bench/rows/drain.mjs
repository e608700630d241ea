import { kill } from 'node:process';
import { startBareBullMq } from '../targets/bare-bullmq.mjs';
import { startRamzWorker } from '../targets/ramz-worker.mjs';

/** How fast one worker sends what is queued. Its process is stopped while the codes are queued, and then goes on. */
const drain = ({ name, title, count, concurrency, jobMs }) => ({
  name,
  title,
  unit: 'messages/s',
  async open({ stores, against, short, scale }) {
    const options = { stores, concurrency, jobMs };
    const targets = [await startRamzWorker(options)];
    if (against) targets.push(await startRamzWorker({ ...options, checkout: against }));
    targets.push(await startBareBullMq(options));
    const jobs = short ? 50 : Math.ceil(count * scale);
    return {
      sides: targets.map((target) => sideOf(target, jobs)),
      async close() {
        for (const target of targets) await target.stop();
      },
    };
  },
});

function sideOf({ name, worker, queueJobs, drained }, count) {
  return {
    name,
    pids: [worker.pid],
    async prepare() {
      kill(worker.pid, 'SIGSTOP');
      await queueJobs(count);
    },
    async run() {
      const startedAt = performance.now();
      kill(worker.pid, 'SIGCONT');
      await drained();
      return { count, seconds: (performance.now() - startedAt) / 1000 };
    },
  };
}

export default [
  drain({ name: 'drain', title: 'drain, provider at once, concurrency 50', count: 3000, concurrency: 50 }),
  drain({
    name: 'slow-provider',
    title: 'drain, provider of 200 ms, concurrency 100: at most 500 a second',
    count: 2000,
    concurrency: 100,
    jobMs: 200,
  }),
];
