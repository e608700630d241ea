import type { INestApplicationContext } from '@nestjs/common';
import { loadEnvironmentFile, processEnvironment, type Environment } from '../config/index.js';
import { publicNumbersOf, secretsOf, validate } from '../configuration.js';
import { Redactor } from '../logging/index.js';
import { failureOf } from './error-sentence.js';
import { withApplication } from './open-application.js';
import type { Answer, Output } from './output.js';
import { UsageError } from './usage.error.js';

/** What every command gets: it runs the work, prints its answer and sets the exit status. */
export class CommandLine {
  exitStatus: 0 | 1 | 2 = 0;

  constructor(readonly output: Output) {}

  /** Runs `work` with the services of the application, on the configuration and the database of `npm start`. */
  async run(work: (app: INestApplicationContext) => Promise<Answer | void>): Promise<void> {
    await this.runAlone(async (environment) => {
      validate(environment);
      const redactor = new Redactor(secretsOf(environment), publicNumbersOf(environment));
      return withApplication(environment, (line) => this.output.note(redactor.redact(line)), work);
    });
  }

  /** Runs `work` without configuration and database, for commands that work when these have faults. */
  async runAlone(work: (environment: Environment) => Promise<Answer | void>): Promise<void> {
    try {
      loadEnvironmentFile();
      const answer = await work(processEnvironment());
      if (!answer) return;
      this.output.answer(answer);
      if (answer.ok === false) this.exitStatus = 1;
    } catch (error) {
      const failure = failureOf(error);
      this.exitStatus = failure.exitStatus;
      this.output.failure(failure);
    }
  }

  /** Shows on standard error what takes a while. */
  progress(text: string): void {
    this.output.note(text);
  }

  /**
   * Asks on a terminal. Elsewhere `--yes` has to have been given.
   * @throws UsageError without a terminal; Error if the answer is no
   */
  async confirm(question: string, { yes = false }: { yes?: boolean }): Promise<void> {
    if (yes) return;
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      throw new UsageError(`${question} There is no terminal to ask on: add --yes to confirm.`);
    }
    // Loaded only where something is asked.
    const { confirm, isCancel } = await import('@clack/prompts');
    const answer = await confirm({ message: question, initialValue: false, output: process.stderr });
    if (isCancel(answer) || !answer) throw new Error('Nothing was changed.');
  }

  /** Ends with Ctrl-C or SIGTERM. Until it is called, these end the process at once. */
  interruption(): AbortSignal {
    const controller = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
    return controller.signal;
  }
}
