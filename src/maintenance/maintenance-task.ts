/** What is to be done now and then by one worker of the fleet. */
export interface MaintenanceTask {
  /** Names its schedule in the queue: a new name is a new task. */
  name: string;
  everyMs: number;
  /** Once; ends early at `signal`, when the process ends. Another worker may run it at the same time. */
  run(signal: AbortSignal): Promise<unknown>;
}

export const MAINTENANCE_TASKS = Symbol('MAINTENANCE_TASKS');
