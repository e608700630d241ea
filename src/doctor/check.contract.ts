import type { DoctorContext } from './doctor-context.js';

/** What a check found. */
export interface Finding {
  /** The check, such as `queue` or `clock.database`. */
  name: string;
  /** `fail`: codes do not arrive, or will not. `warn`: it works, and something is risky or could not be checked. */
  status: 'pass' | 'warn' | 'fail';
  /** In one or two sentences. */
  message: string;
  /** What to do, in one sentence. Present unless the status is `pass`. */
  fix?: string;
}

/** A check, or a group whose names begin alike. All run at the same time, so none depends on the result of another. */
export interface DoctorCheck {
  readonly name: string;
  /**
   * Sends no message and changes nothing.
   * @param signal aborts when its time is over
   * @throws NotCheckedError if something else has to be corrected first
   */
  run(context: DoctorContext, signal: AbortSignal): Promise<Finding[]>;
}

/** A check that makes no sense before something else is corrected. */
export class NotCheckedError extends Error {
  override name = 'NotCheckedError';

  /** @param reason part of a sentence */
  constructor(
    reason: string,
    readonly fix: string,
  ) {
    super(`Not checked, because ${reason}.`);
  }
}

export function pass(name: string, message: string): Finding {
  return { name, status: 'pass', message };
}

export function warn(name: string, message: string, fix: string): Finding {
  return { name, status: 'warn', message, fix };
}

export function fail(name: string, message: string, fix: string): Finding {
  return { name, status: 'fail', message, fix };
}
