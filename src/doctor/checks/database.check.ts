import { splitAdvice } from '../advice.js';
import { fail, NotCheckedError, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';

/** The database can be used, and its tables are those of this version. */
export const databaseCheck: DoctorCheck = {
  name: 'database',
  async run(context) {
    try {
      const { pendingMigrations: pending, byHand, pool } = await context.database();
      const { rows } = await pool.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
      return [pass('database', `PostgreSQL ${rows[0]!.version} answers.`), migrations(pending, byHand)];
    } catch (error) {
      if (error instanceof NotCheckedError || !(error instanceof Error)) throw error;
      const { message, fix } = splitAdvice(
        error.message,
        'Start PostgreSQL, or correct host and port in DATABASE_URL, and check that no firewall is in between.',
      );
      return [fail(/^(A m|M)igration /.test(error.message) ? 'migrations' : 'database', message, fix)];
    }
  },
};

function migrations(pending: string[], byHand: boolean): Finding {
  if (pending.length === 0) return pass('migrations', 'All migrations are applied.');
  const message = `${pending.length} migrations are pending, the first is ${pending[0]}.`;
  return byHand
    ? fail('migrations', message, 'Run "ramz migrate" before a process of this version starts.')
    : warn('migrations', message, 'Start Ramz, which applies them, or run "ramz migrate".');
}
