import { MAX_SKEW_MS, ProcessRepository, type RunningProcess } from '../../fleet/index.js';
import { sendingProblems } from '../../health/index.js';
import { messagingConfig, MessageStatisticsRepository } from '../../messaging/index.js';
import { splitAdvice } from '../advice.js';
import { fail, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';
import { describeSkew, SYNCHRONISE } from '../skew.js';

/** After the end of a lease, the sweeper and the queue take some time to hand the message on. */
const TAKE_OVER_MS = 30_000;

/** A worker runs and keeps up, and all processes are of one version and one time. */
export const workersCheck: DoctorCheck = {
  name: 'workers',
  async run(context) {
    const { leaseMs } = context.read(messagingConfig);
    const { prisma } = await context.tables();
    const processes = new ProcessRepository(prisma);
    const [running, now] = await Promise.all([processes.running(), processes.databaseTime()]);
    const backlog = await new MessageStatisticsRepository(prisma).backlog(new Date(now), leaseMs + TAKE_OVER_MS);
    const problems = sendingProblems(running, backlog, now).map(findingOf);
    const count = running.filter(({ role }) => role !== 'api').length;
    return [
      ...(problems.length > 0
        ? problems
        : [pass('workers', `${count} of ${running.length} processes send messages, and none is late.`)]),
      ...fleetFindings(running, context.options.version),
    ];
  },
};

function findingOf(problem: string): Finding {
  const { message, fix } = splitAdvice(problem, 'Start a process with ROLE=worker or ROLE=all.');
  return fail('workers', message, fix);
}

function fleetFindings(running: RunningProcess[], version: string): Finding[] {
  const versions = [...new Set(running.map((process) => process.version))].toSorted();
  const wrong = running.filter(({ skewMs }) => Math.abs(skewMs) > MAX_SKEW_MS);
  return [
    ...(versions.some((other) => other !== version)
      ? [
          warn(
            'workers.versions',
            `Processes of the versions ${versions.join(', ')} run, and this is ${version}.`,
            'Restart those of another version once the upgrade is complete.',
          ),
        ]
      : []),
    ...wrong.map(({ host, role, skewMs }) =>
      fail(
        'workers.clock',
        `The clock of ${host} (${role}) is ${describeSkew(skewMs)} that of the database.`,
        SYNCHRONISE,
      ),
    ),
  ];
}
