import { expectStatus } from '../support/clients.mjs';
import { runLoops } from '../support/loops.mjs';
import { startProvider } from '../support/provider.mjs';
import { phones } from '../rows/prepared.mjs';
import { startRamz } from './ramz.mjs';

const CONNECTIONS = 32;

/** Ramz with workers and a provider of its own; an API process queues the codes. */
export async function startRamzWorkers({ stores, count = 1, concurrency, jobMs, checkout, name }) {
  const provider = await startProvider({ delayMs: jobMs });
  const ramz = await startRamz({ stores, provider, checkout, name });
  const workers = [];
  for (let worker = 0; worker < count; worker += 1) {
    const { pid } = await ramz.add('worker', { WORKER_CONCURRENCY: String(concurrency) });
    workers.push(pid);
  }
  const connections = Array.from({ length: CONNECTIONS }, () => ramz.connect());
  let expected = 0;
  return {
    name: ramz.name,
    workers,
    database: ramz.database,
    redis: ramz.redis,
    async queueJobs(jobs) {
      provider.forget();
      expected = jobs;
      await runLoops(connections, phones(jobs), async (connection, phone) => {
        expectStatus(await ramz.ask(connection, phone), 200);
      });
    },
    /** Resolves once the provider has received all codes. */
    drained: () =>
      new Promise((resolve) => {
        const check = (received) => received >= expected && resolve();
        provider.watch(check);
        check(provider.received);
      }),
    async stop() {
      await Promise.all(connections.map((connection) => connection.close()));
      await ramz.stop();
      await provider.close();
    },
  };
}
