import type { Command } from 'commander';
import { StatusService, toSmsStatusDto, type SmsStatusDto } from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { bold, fields, table } from '../text.js';

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('status')
    .description(
      'Shows whether messages can be sent: mode, problems, alerts, providers, routes, breakers, credit, queue.',
    )
    .action(() =>
      cli.run(async (app) => {
        const { webhooks: _webhooks, ...status } = toSmsStatusDto(await app.get(StatusService).status());
        return { result: status, text: render(status), ok: status.status === 'ok' };
      }),
    );
  addExamples(command, ['ramz status', 'ramz status --json']);
}

function render(status: Omit<SmsStatusDto, 'webhooks'>): string[] {
  const { problems, queue } = status;
  return [
    status.status === 'ok' ? 'There is no problem.' : bold(problems.length > 0 ? 'Problems' : 'There are open alerts.'),
    ...problems.map((problem) => `  - ${problem}`),
    '',
    ...fields({
      mode: status.mode,
      providers: status.providers.map(({ name, methods }) => `${name} (${methods.join(', ')})`).join('; '),
      routes: Object.entries(status.routes)
        .map(([country, providers]) => `${country} by ${providers.join(', ')}`)
        .join('; '),
      credit: status.accounts
        .filter(({ credit }) => credit !== undefined)
        .map(({ provider, credit, currency = '' }) => `${provider} ${credit} ${currency}`.trimEnd())
        .join('; '),
      queue: `${queue.queued} waiting, ${queue.sending} being sent`,
    }),
    ...section('Open alerts', ['NAME', 'SINCE', 'WHAT IS WRONG', 'WHAT TO DO'], status.alerts, (alert) => [
      alert.name,
      alert.raised_at,
      alert.summary,
      alert.docs,
    ]),
    ...section('Open breakers', ['NAME', 'CAUSE', 'TRIED AGAIN AT'], status.breakers, (breaker) => [
      breaker.name,
      breaker.cause,
      breaker.retry_at,
    ]),
    ...section(
      'Errors of the last hour',
      ['PROVIDER', 'METHOD', 'CODE', 'COUNT', 'MEANING'],
      status.last_errors,
      (e) => [e.provider, e.method, e.raw_code, e.count, e.meaning],
    ),
    ...section('Processes', ['ROLE', 'HOST', 'VERSION', 'LAST SEEN'], status.processes, (process) => [
      process.role,
      process.host,
      process.version,
      process.last_seen_at,
    ]),
  ];
}

function section<Row>(
  title: string,
  headings: string[],
  rows: Row[],
  cellsOf: (row: Row) => (string | number | null)[],
): string[] {
  return rows.length === 0 ? [] : ['', bold(title), ...table(headings, rows.map(cellsOf))];
}
