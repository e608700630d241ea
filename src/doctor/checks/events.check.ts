import {
  EventDeliveryRepository,
  EventHealthService,
  eventConfig,
  receiversOf,
  VARIABLE_OF,
} from '../../events/index.js';
import { splitAdvice } from '../advice.js';
import { fail, NotCheckedError, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';
import type { DoctorContext } from '../doctor-context.js';
import { probe } from '../probe.js';

const NAME = 'events';

/** The receivers of events and alerts can be reached, and take what they are sent. Nothing is sent to them here. */
export const eventsCheck: DoctorCheck = {
  name: NAME,
  async run(context, signal) {
    const config = context.read(eventConfig);
    const receivers = receiversOf(config);
    if (receivers.length === 0) return [pass(NAME, 'Neither EVENT_WEBHOOK_URL nor ALERT_WEBHOOK_URL is set.')];
    const [reached, delivered] = await Promise.all([
      Promise.all(receivers.map(({ name, url }) => reach(VARIABLE_OF[name], url, signal))),
      deliveries(context),
    ]);
    return [...reached, ...delivered];
  },
};

/** Only a server error is a fault: a receiver may answer anything to a request that is no event. */
async function reach(variable: string, url: string, signal: AbortSignal): Promise<Finding> {
  const answer = await probe(url, { method: 'HEAD', signal });
  if ('fault' in answer) {
    return fail(
      NAME,
      `The receiver of ${variable} cannot be reached: ${answer.fault}.`,
      `Start the receiver, or correct ${variable}.`,
    );
  }
  if (answer.status >= 500) {
    return warn(
      NAME,
      `The receiver of ${variable} answers with status ${answer.status}.`,
      `Look at the log of the receiver, or correct ${variable}.`,
    );
  }
  return pass(NAME, `The receiver of ${variable} answers.`);
}

/** What receivers did not take lately. */
async function deliveries(context: DoctorContext): Promise<Finding[]> {
  const database = await context.tables().catch((error: unknown) => {
    if (!(error instanceof NotCheckedError)) throw error;
  });
  // That the database cannot be used is said by others.
  if (!database) return [];
  const { prisma } = database;
  const clock = { now: context.now };
  const health = new EventHealthService(context.read(eventConfig), new EventDeliveryRepository(prisma), clock);
  return (await health.problems()).map((problem) => {
    const { message, fix } = splitAdvice(problem, 'Look at the log of the receiver.');
    return warn('events.delivery', message, fix);
  });
}
