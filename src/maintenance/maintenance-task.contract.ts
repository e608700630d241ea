/** Work that one worker of the fleet does on a schedule. */
export interface MaintenanceTask {
  /** Names the schedule in the queue: a new name makes a new schedule. */
  name: string;
  everyMs: number;
  /** Runs once, and stops early at `signal` when the process ends. Another worker may run the task at the same time. */
  run(signal: AbortSignal): Promise<unknown>;
}

export const MAINTENANCE_TASKS = Symbol('MAINTENANCE_TASKS');
