import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { Environment } from '../../config/index.js';
import { CONFIGURATION } from '../../configuration.js';
import { CHECKS, DoctorService, type DoctorReport, type Finding } from '../../doctor/index.js';
import { MIGRATIONS, version } from '../../project.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { counted } from '../text.js';

const PROGRESS_EVERY_MS = 3000;
const EXIT_AFTER_MS = 1000;
const MARKS = { pass: styled('green', 'pass'), warn: styled('yellow', 'warn'), fail: styled('red', 'fail') };

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('doctor')
    .description(
      'Looks for everything that keeps codes from arriving: configuration, secrets, database, queue, clock, providers. ' +
        'It sends no message and spends nothing.',
    )
    .action(async () => {
      // The application may not start, which is what this is for.
      await cli.runAlone(async (environment) => {
        const report = await examine(cli, environment);
        return { result: report, text: render(report), ok: report.ok };
      });
      // A store that has gone silent on an open connection would keep the process for minutes.
      setTimeout(() => process.exit(cli.exitStatus), EXIT_AFTER_MS).unref();
    });
  addExamples(command, ['ramz doctor', 'ramz doctor --json']);
}

/** Names the checks that take long. */
async function examine(cli: CommandLine, environment: Environment): Promise<DoctorReport> {
  cli.progress('Checking. No message is sent, and nothing is spent.');
  const waiting = new Set(CHECKS.map(({ name }) => name));
  const timer = setInterval(() => {
    if (waiting.size > 0) cli.progress(`Still checking: ${[...waiting].join(', ')}.`);
  }, PROGRESS_EVERY_MS);
  try {
    return await new DoctorService().examine(
      {
        environment,
        parts: CONFIGURATION,
        migrations: MIGRATIONS,
        version: version(),
        note: (line) => cli.progress(`PostgreSQL: ${line}`),
      },
      (name) => waiting.delete(name),
    );
  } finally {
    clearInterval(timer);
  }
}

function render({ checks }: DoctorReport): string[] {
  const count = (wanted: Finding['status']) => checks.filter(({ status }) => status === wanted).length;
  return [
    ...checks.flatMap(({ name, status, message, fix }) => [
      `${MARKS[status]()}  ${name}: ${message}`,
      ...(fix === undefined ? [] : [`      ${fix}`]),
    ]),
    '',
    `${counted(count('fail'), 'fault')}, ${counted(count('warn'), 'warning')}. No message was sent, and nothing was spent.`,
  ];
}

function styled(colour: 'green' | 'yellow' | 'red', text: string): () => string {
  return () => styleText(colour, text, { stream: process.stdout });
}
