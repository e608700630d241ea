// npm run bench -- races [--store postgres|redis] [--short]: races on Ramz and on better-auth, side by side
import { parseArgs } from 'node:util';
import { RACES } from './races/races.mjs';
import { startProvider } from './support/provider.mjs';
import { startStores } from './support/stores.mjs';
import { startBetterAuth } from './targets/better-auth.mjs';
import { startRamz } from './targets/ramz.mjs';

const CONNECTIONS = 100;
/** Limits of addresses and of sends would end the races early; those of wrong codes stay. */
const RATE_LIMITS = 'otp_ip=off,verify_ip=off,otp_phone=off,otp_phone_hour=off,otp_phone_day=off';

const { values } = parseArgs({
  options: { store: { type: 'string', default: 'postgres' }, short: { type: 'boolean', default: false } },
});
const scale = values.short ? 0.02 : 1;
const stores = await startStores(values.store);
const provider = await startProvider();
const columns = [];
try {
  for (const processes of values.short ? [2] : [1, 2])
    columns.push(await race('Ramz', processes), await race('better-auth', processes));
} finally {
  await provider.close();
  await stores.stop();
}
const head = ['Race', 'Must', ...columns.map(({ title }) => title)];
const lines = RACES.map(({ title, must }, index) => [
  title,
  must,
  ...columns.map(({ results }) => results[index].text),
]);
console.log([head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
const failed = columns.filter(({ name, results }) => name === 'Ramz' && results.some(({ holds }) => !holds));
if (failed.length > 0) process.exitCode = 1;

async function race(name, processes) {
  const target = await start(name, processes);
  const all = Array.from({ length: CONNECTIONS }, (_, turn) => target.connect(turn));
  let turn = 0;
  const connections = { next: () => all[turn++ % CONNECTIONS] };
  const results = [];
  try {
    for (const { title, run } of RACES) {
      console.error(`${name}, ${processes} processes: ${title}…`);
      results.push(await run({ target, provider, connections }, scale));
    }
  } finally {
    await Promise.all(all.map((connection) => connection.close()));
    await target.stop();
  }
  return { name, title: `${name}, ${processes} process${processes === 1 ? '' : 'es'}`, results };
}

function start(name, processes) {
  if (name === 'better-auth') return startBetterAuth({ stores, provider, processes });
  const roles = [...Array(processes).fill('api'), 'worker'];
  return startRamz({ stores, provider, roles, variables: { RATE_LIMITS } });
}
