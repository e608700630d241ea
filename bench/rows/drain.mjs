import { kill } from 'node:process';
import { startBareBullMq } from '../targets/bare-bullmq.mjs';
import { startRamzWorkers } from '../targets/ramz-workers.mjs';

/** How fast one worker sends what is queued. */
const drain = ({ name, title, count, concurrency, jobMs }) => ({
  name,
  title,
  unit: 'messages/s',
  async open({ stores, against, short, scale }) {
    const options = { stores, concurrency, jobMs };
    const targets = [await startRamzWorkers(options)];
    if (against) targets.push(await startRamzWorkers({ ...options, checkout: against }));
    targets.push(await startBareBullMq(options));
    const jobs = short ? 50 : Math.ceil(count * scale);
    return {
      sides: targets.map((target) => drainSideOf(target, jobs)),
      async close() {
        for (const target of targets) await target.stop();
      },
    };
  },
});

/** The processes of the workers are stopped while the jobs are queued, and then go on. */
export function drainSideOf({ name, workers, queueJobs, drained }, count) {
  const signalWorkers = (signal) => workers.forEach((pid) => kill(pid, signal));
  return {
    name,
    pids: workers,
    async prepare() {
      signalWorkers('SIGSTOP');
      await queueJobs(count);
    },
    async run() {
      const startedAt = performance.now();
      signalWorkers('SIGCONT');
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
