import { findQueueFault, storeConfig } from '../../database/index.js';
import { inspectRedis } from '../../redis/index.js';
import { splitAdvice } from '../advice.js';
import { fail, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';
import type { DoctorContext } from '../doctor-context.js';

const SAFE_POLICY = 'noeviction';

/** The store of the queue answers, and loses nothing. */
export const queueCheck: DoctorCheck = {
  name: 'queue',
  run: (context) => {
    const { redisUrl } = context.read(storeConfig);
    return redisUrl ? checkRedis(redisUrl) : checkPostgres(context);
  },
};

async function checkPostgres(context: DoctorContext): Promise<Finding[]> {
  const { directUrl } = await context.tables();
  const variable = context.environment['DATABASE_DIRECT_URL']?.trim() ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  const fault = await findQueueFault(directUrl, variable);
  if (fault === undefined) return [pass('queue', 'The queue is in PostgreSQL, which answers.')];
  const { message, fix } = splitAdvice(fault, 'Set DATABASE_DIRECT_URL to the address of PostgreSQL itself.');
  return [fail('queue', message, fix)];
}

async function checkRedis(redisUrl: string): Promise<Finding[]> {
  const { fault, reachable, evictionPolicy } = await inspectRedis(redisUrl);
  if (fault !== undefined) {
    const { message, fix } = splitAdvice(fault, 'Correct REDIS_URL.');
    return [fail('queue', message, fix)];
  }
  if (!reachable) {
    return [
      fail(
        'queue',
        'Redis does not answer, so nothing is sent and limited routes answer 503.',
        'Start Redis, or correct host and port in REDIS_URL, and check that no firewall is in between.',
      ),
    ];
  }
  return [pass('queue', 'The queue is in Redis, which answers.'), eviction(evictionPolicy)];
}

function eviction(policy: string | undefined): Finding {
  const name = 'queue.eviction';
  if (policy === SAFE_POLICY) return pass(name, 'Redis evicts nothing when its memory is full.');
  if (policy === undefined) {
    return warn(name, 'Redis does not tell its maxmemory-policy.', `Make sure that it is ${SAFE_POLICY}.`);
  }
  return fail(
    name,
    `Redis deletes keys when its memory is full (maxmemory-policy ${policy}): jobs and limits are lost.`,
    `Set maxmemory-policy to ${SAFE_POLICY} in the configuration of Redis.`,
  );
}
