import { expectStatus } from '../support/clients.mjs';
import { runLoops } from '../support/loops.mjs';
import { startProvider } from '../support/provider.mjs';
import { phones } from '../rows/prepared.mjs';
import { startRamz } from './ramz.mjs';

const CONNECTIONS = 32;

/** Ramz with one worker and a provider of its own; an API process queues the codes. */
export async function startRamzWorker({ stores, concurrency, jobMs, checkout }) {
  const provider = await startProvider({ delayMs: jobMs });
  const ramz = await startRamz({ stores, provider, checkout });
  const worker = await ramz.add('worker', { WORKER_CONCURRENCY: String(concurrency) });
  const connections = Array.from({ length: CONNECTIONS }, () => ramz.connect());
  let expected = 0;
  return {
    name: ramz.name,
    worker,
    async queueJobs(count) {
      provider.forget();
      expected = count;
      await runLoops(connections, phones(count), async (connection, phone) => {
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
