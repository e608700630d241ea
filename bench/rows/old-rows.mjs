import { runLoops } from '../support/loops.mjs';
import { query } from '../support/postgres.mjs';
import { startProvider } from '../support/provider.mjs';
import { startRamz } from '../targets/ramz.mjs';
import { phones } from './prepared.mjs';

const CONNECTIONS = 32;

/** Codes of last week with their messages, each to another number. */
const fill = (count) => `
  WITH old AS (
    SELECT gen_random_uuid() AS id, '+98912' || lpad(n::text, 7, '0') AS recipient,
      now() - interval '7 days' + n * interval '1 ms' AS at
    FROM generate_series(1, ${count}) AS n
  ), tokens AS (
    INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
      created_at, expires_at, resend_at, ended_at)
    SELECT id, 'login', 'sms', recipient, 'used', repeat('x', 43), 'b1', 5, 'fa', at, at + interval '2 min', at, at FROM old
  )
  INSERT INTO messages (id, channel, kind, recipient, country, status, otp_token_id, provider, provider_message_id, method,
    created_at, updated_at, expires_at, accepted_at)
  SELECT gen_random_uuid(), 'sms', 'otp', recipient, 'IR', 'delivered', id, 'kavenegar', id::text, 'lookup', at, at,
    at + interval '2 min', at
  FROM old`;

/** Codes sent and entered where many old ones are stored, beside the same with empty tables. */
export default [
  {
    name: 'old-rows',
    title: 'full cycle, 32 loops, beside old codes and messages',
    unit: 'cycles/s',
    async open({ stores, short, oldRows }) {
      const provider = await startProvider();
      const options = { stores, provider, roles: ['all'] };
      const [full, empty] = [await startRamz(options), await startRamz(options)];
      const count = short ? 1000 : oldRows;
      await query(full.database, fill(count));
      await query(full.database, 'VACUUM ANALYZE');
      const items = short ? CONNECTIONS : 1500;
      return {
        sides: [
          { ...sideOf(full, items), name: `Ramz, ${count} old codes` },
          { ...sideOf(empty, items), name: 'Ramz, empty tables' },
        ],
        async close() {
          await full.stop();
          await empty.stop();
          await provider.close();
        },
      };
    },
  },
];

function sideOf(target, items) {
  const connections = Array.from({ length: CONNECTIONS }, () => target.connect());
  return {
    pids: target.pids,
    prepare: () => phones(items),
    async run(prepared) {
      return runLoops(connections, prepared, (connection, phone) => target.signIn(connection, phone));
    },
    close: () => Promise.all(connections.map((connection) => connection.close())),
  };
}
