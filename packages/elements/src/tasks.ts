import { secondsUntil } from './challenge.js';
import { patiently, type Connection } from './patience.js';
import { ProblemError, type Problem } from './problem.js';

export type Task = 'load' | 'request' | 'verify';

/** What a task works with. */
export interface TaskContext {
  signal: AbortSignal;
  patiently: <T>(call: () => Promise<T>) => Promise<T>;
}

/** Runs each task once at a time, and keeps the last problem and the pauses that the server asked for. */
export class Tasks {
  problem?: Problem;
  /** What the problem came from. */
  problemTask?: Task;
  connection?: Connection;

  private readonly running = new Map<Task, AbortController>();
  /** From when on the server will answer again, in milliseconds since 1970. */
  private readonly waitUntil: Partial<Record<Task, number>> = {};
  private isStopped = false;

  constructor(
    private readonly changed: () => void,
    /** Called for problems of the server and of the connection. */
    private readonly failed: (task: Task, problem: Problem) => void,
  ) {}

  stop(): void {
    this.isStopped = true;
    this.cancel('load', 'request', 'verify');
  }

  /** Gives up what is under way. */
  cancel(...tasks: Task[]): void {
    for (const task of tasks) this.running.get(task)?.abort();
  }

  isRunning(task: Task): boolean {
    return this.running.has(task);
  }

  /** Seconds until the user may do it again. */
  waitFor(task: Task): number {
    return secondsUntil(this.waitUntil[task] ?? 0);
  }

  async run(task: Task, work: (context: TaskContext) => Promise<void>): Promise<void> {
    if (this.running.has(task) || this.isStopped || this.waitFor(task) > 0) return;
    const control = new AbortController();
    const { signal } = control;
    this.running.set(task, control);
    this.clearProblem();
    this.changed();
    try {
      await work({ signal, patiently: (call) => patiently(call, signal, (connection) => this.show(connection)) });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ProblemError)) throw error;
      this.fail(task, error.problem);
      this.failed(task, error.problem);
    } finally {
      this.running.delete(task);
      this.show(undefined);
    }
  }

  fail(task: Task, problem: Problem): void {
    this.problem = problem;
    this.problemTask = task;
    this.waitUntil[task] = Date.now() + (problem.retry_after ?? 0) * 1000;
  }

  clearProblem(): void {
    this.problem = undefined;
    this.problemTask = undefined;
  }

  /** Drops a problem whose pause is over. */
  tick(): void {
    if (this.problem?.retry_after && this.waitFor(this.problemTask!) === 0) this.clearProblem();
  }

  private show(connection: Connection | undefined): void {
    this.connection = connection;
    if (!this.isStopped) this.changed();
  }
}
