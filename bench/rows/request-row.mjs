import { runLoops } from '../support/loops.mjs';
import { startProvider } from '../support/provider.mjs';
import { startBetterAuth } from '../targets/better-auth.mjs';
import { startRamz } from '../targets/ramz.mjs';

/**
 * A row that makes the same requests to Ramz and to a peer. `operation(target, connection, item)` is what is measured,
 * once for each item of `prepare(target, connections, count)`.
 */
export function requestRow({ name, title, connections, count, ramz = {}, betterAuth = {}, prepare, operation }) {
  const requests = { connections, count, prepare, operation };
  return {
    name,
    title,
    unit: 'requests/s',
    requests,
    async open({ stores, against, short, scale }) {
      const provider = await startProvider();
      const targets = [await startRamz({ stores, provider, ...ramz })];
      if (against) targets.push(await startRamz({ stores, provider, ...ramz, checkout: against }));
      else targets.push(await startBetterAuth({ stores, provider: betterAuth.sends && provider, ...betterAuth }));
      return {
        sides: targets.map((target) => sideOf(target, { ...requests, short, scale })),
        async close() {
          for (const target of targets) await target.stop();
          await provider.close();
        },
      };
    },
  };
}

export function sideOf(target, { connections, count, prepare, operation, short, scale }) {
  const loops = short ? Math.min(connections, 8) : connections;
  const items = short ? loops * 4 : Math.ceil(count * scale);
  const open = Array.from({ length: loops }, (_, turn) => target.connect(turn));
  return {
    name: target.name,
    pids: target.pids,
    prepare: () => prepare(target, open, items),
    run: (prepared) => runLoops(open, prepared, (connection, item) => operation(target, connection, item)),
    close: () => Promise.all(open.map((connection) => connection.close())),
  };
}
