// A BullMQ worker whose jobs do nothing, or wait as long as a provider would take to answer.
import { setTimeout as delay } from 'node:timers/promises';
import { bareQueue } from './bare-queue.mjs';

const { CONCURRENCY, JOB_MS } = process.env;
const { Worker, connection } = bareQueue(process.env);
const work = JOB_MS ? () => delay(Number(JOB_MS)) : async () => undefined;
const worker = new Worker('bare', work, {
  connection,
  concurrency: Number(CONCURRENCY),
  removeOnComplete: { count: 0 },
});
worker.on('error', (error) => console.error(error));
await worker.waitUntilReady();
console.log('ready');
