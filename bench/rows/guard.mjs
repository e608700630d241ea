import { DEFAULT_POLICY } from '../../dist/fraud/policy/default-policy.js';
import { expectStatus, newPhone } from '../support/clients.mjs';
import { setPolicy } from '../support/guard-policy.mjs';
import { startRamz } from '../targets/ramz.mjs';
import { phones } from './prepared.mjs';
import { sideOf } from './request-row.mjs';

const CONNECTIONS = 32;
const COUNT = 4000;
const MODES = ['off', 'record', 'enforce'];
/** After so many requests every one meets the rule for its country. */
const BEYOND_ANY_THRESHOLD = 200;

/** A policy that no request of the bench meets. It judges each as the default one does. */
const OUT_OF_REACH = {
  ...DEFAULT_POLICY,
  rules: Object.fromEntries(
    Object.entries(DEFAULT_POLICY.rules).map(([name, rule]) => [
      name,
      { ...rule, ...outOfReach('hour', rule), ...outOfReach('day', rule) },
    ]),
  ),
};

function outOfReach(window, { [window]: threshold }) {
  return threshold && { [window]: { ...threshold, floor: 1_000_000 } };
}

/** The row `send` with each `FRAUD_MODE`, every side on a database of its own. */
const guard = ({ name, title, policy, prepare, statusOf }) => ({
  name,
  title,
  unit: 'requests/s',
  async open({ stores, short, scale }) {
    const targets = [];
    for (const mode of MODES) {
      const target = await startRamz({
        stores,
        name: `FRAUD_MODE=${mode}`,
        roles: [],
        variables: { FRAUD_MODE: mode },
      });
      if (policy) await setPolicy(target.database, policy);
      await target.add('api');
      targets.push({ ...target, status: statusOf(mode) });
    }
    const operation = async (target, connection, phone) =>
      expectStatus(await target.ask(connection, phone), target.status);
    return {
      sides: targets.map((target) =>
        sideOf(target, { connections: CONNECTIONS, count: COUNT, prepare, operation, short, scale }),
      ),
      async close() {
        for (const target of targets) await target.stop();
      },
    };
  },
});

export default [
  guard({
    name: 'guard',
    title: 'send that meets no rule of the guard, 32 connections',
    policy: OUT_OF_REACH,
    prepare: (_target, _connections, count) => phones(count),
    statusOf: () => 200,
  }),
  guard({
    name: 'guard-met',
    title: 'send beyond the threshold of its country (`enforce`: 403), 32 connections',
    async prepare(target, [connection], count) {
      for (let call = 0; call < BEYOND_ANY_THRESHOLD; call += 1) await target.ask(connection, newPhone());
      return phones(count);
    },
    statusOf: (mode) => (mode === 'enforce' ? 403 : 200),
  }),
];
