import { DeadlineError, withDeadline } from '../common/deadline.js';
import { Redactor } from '../logging/index.js';
import { NotCheckedError, warn, type DoctorCheck, type Finding } from './check.contract.js';
import { CHECKS } from './checks/index.js';
import { DoctorContext, type DoctorOptions } from './doctor-context.js';

/** A check gets so much longer than the calls it makes. */
const MARGIN_MS = 5000;

export interface DoctorReport {
  /** No check has failed. */
  ok: boolean;
  /** In a fixed order. */
  checks: Finding[];
}

/**
 * Looks for everything that keeps codes from arriving. Sends no message, spends nothing, and changes no row. Runs without
 * Nest, because it has to run where the application cannot start.
 */
export class DoctorService {
  /** @param checks in the order of the report */
  constructor(private readonly checks: readonly DoctorCheck[] = CHECKS) {}

  /** @param ended is called with the name of each check that has ended */
  async examine(options: DoctorOptions, ended: (name: string) => void = () => undefined): Promise<DoctorReport> {
    const context = new DoctorContext(options);
    const redactor = redactorFor(options);
    try {
      const findings = await Promise.all(
        this.checks.map(async (check) => {
          const found = await runCheck(check, context);
          ended(check.name);
          return found;
        }),
      );
      const checks = findings.flat().map(({ message, fix, ...finding }) => ({
        ...finding,
        message: redactor.redactSecrets(message),
        ...(fix !== undefined && { fix: redactor.redactSecrets(fix) }),
      }));
      return { ok: checks.every(({ status }) => status !== 'fail'), checks };
    } finally {
      await withDeadline(context.close(), MARGIN_MS, 'database').catch(() => undefined);
    }
  }
}

/** Never throws: whatever goes wrong is a finding. */
async function runCheck(check: DoctorCheck, context: DoctorContext): Promise<Finding[]> {
  const limitMs = context.timeoutMs + MARGIN_MS;
  try {
    return await withDeadline(check.run(context, AbortSignal.timeout(context.timeoutMs)), limitMs, check.name);
  } catch (error) {
    if (error instanceof NotCheckedError) return [warn(check.name, error.message, error.fix)];
    if (error instanceof DeadlineError) {
      return [
        warn(
          check.name,
          `The check did not end within ${Math.ceil(limitMs / 1000)} seconds.`,
          'Run the doctor again, and look at what this check needs if it takes as long.',
        ),
      ];
    }
    const reason = error instanceof Error ? error.message : String(error);
    return [
      warn(
        check.name,
        `It could not be checked: ${reason}`,
        'Correct what the other checks report, and run the doctor again.',
      ),
    ];
  }
}

/** Parts with faults have no secrets that can be read; their sentences name no values. */
function redactorFor({ parts, environment }: DoctorOptions): Redactor {
  const readable = (read: () => (string | undefined)[]) => {
    try {
      return read();
    } catch {
      return [];
    }
  };
  return new Redactor(parts.flatMap((part) => readable(() => part.secretsOf(environment))));
}
