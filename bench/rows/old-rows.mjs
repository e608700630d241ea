import { storeOldCodes } from '../support/old-codes.mjs';
import { startProvider } from '../support/provider.mjs';
import { startRamz } from '../targets/ramz.mjs';
import cycle from './cycle.mjs';
import refresh from './refresh.mjs';
import refused from './refused.mjs';
import { sideOf } from './request-row.mjs';
import send from './send.mjs';
import verify from './verify.mjs';

/** The rows with 32 connections. */
const REPEATED = [send[0], ...cycle, ...verify, ...refresh, ...refused];

/** Two installations that all of these rows use: one with old codes and their messages, one without. */
async function startBoth(stores, count) {
  const provider = await startProvider();
  const options = { stores, provider, roles: ['api', 'worker'] };
  const [full, empty] = [await startRamz(options), await startRamz(options)];
  await storeOldCodes(full.database, count);
  return {
    targets: [
      { ...full, name: `Ramz, ${count} old codes` },
      { ...empty, name: 'Ramz, empty tables' },
    ],
    async stop() {
      await full.stop();
      await empty.stop();
      await provider.close();
    },
  };
}

/** The requests of other rows where many old codes are stored, beside the same with empty tables. */
export default REPEATED.map(({ name, title, unit, requests }) => ({
  name: `old-rows-${name}`,
  title: `${title}, beside old codes and messages`,
  unit,
  async open({ stores, short, scale, oldRows }) {
    const count = short ? 1000 : oldRows;
    const { targets } = await stores.keep('old rows', () => startBoth(stores, count));
    return {
      sides: targets.map((target) => sideOf(target, { ...requests, short, scale })),
      close: async () => undefined,
    };
  },
}));
