import { MAX_SKEW_MS, measureSkew, ProcessRepository } from '../../fleet/index.js';
import { fail, pass, warn, type DoctorCheck } from '../check.contract.js';
import { describeSkew, SYNCHRONISE } from '../skew.js';

const NAME = 'clock.database';

/** The clock of this machine against that of the database. The providers' clocks are compared where they answer. */
export const clockCheck: DoctorCheck = {
  name: NAME,
  async run(context) {
    const { prisma } = await context.tables();
    const processes = new ProcessRepository(prisma);
    // The first query opens the connection, and says too little about the time.
    await processes.databaseTime();
    const skewMs = await measureSkew(() => processes.databaseTime(), context.now);
    if (skewMs === undefined) {
      return [
        warn(
          NAME,
          'The database answers too slowly to compare clocks.',
          'Run the doctor again when it has less to do.',
        ),
      ];
    }
    if (Math.abs(skewMs) <= MAX_SKEW_MS) return [pass(NAME, 'The clocks of this machine and of the database agree.')];
    return [fail(NAME, `The clock of this machine is ${describeSkew(skewMs)} that of the database.`, SYNCHRONISE)];
  },
};
