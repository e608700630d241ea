import { secretsConfig } from '../../config/index.js';
import { findKeyFaults, ProcessIdentity, sharedKeysOf } from '../../fleet/index.js';
import { splitAdvice } from '../advice.js';
import { fail, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';

const NAME = 'secrets';
const SAME = 'Copy OTP_PEPPERS, DATA_KEYS and TOKEN_PRIVATE_KEYS from the running processes.';

/** The secrets are those of the rows and of the other processes. The database has only their fingerprints. */
export const secretsCheck: DoctorCheck = {
  name: NAME,
  async run(context) {
    const shared = sharedKeysOf(context.read(secretsConfig), context.environment);
    const { pool } = await context.tables();
    const identity = new ProcessIdentity('all', context.options.version, shared);
    const client = await pool.connect();
    try {
      const faults = await findKeyFaults(client, identity, shared);
      return faults.length > 0 ? faults.map(findingOf) : [agreement(shared.some(({ isGenerated }) => isGenerated))];
    } finally {
      client.release();
    }
  },
};

function findingOf(fault: string): Finding {
  const { message, fix } = splitAdvice(fault, SAME);
  return fail(NAME, message, fix);
}

function agreement(isGenerated: boolean): Finding {
  return isGenerated
    ? warn(
        NAME,
        'The secrets were generated in DATA_DIR for development; they fit the database.',
        'Set OTP_PEPPERS, DATA_KEYS and TOKEN_PRIVATE_KEYS before other machines or production use this database.',
      )
    : pass(NAME, 'The secrets are those of the other processes and of the rows.');
}
