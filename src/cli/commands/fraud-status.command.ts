import type { Command } from 'commander';
import { CommandAuditService } from '../../admin/index.js';
import { fromMicros, GuardStatusService, type GuardStatus } from '../../fraud/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { fields, table } from '../text.js';

export function register(fraud: Command, cli: CommandLine): void {
  const command = fraud
    .command('status')
    .description('Shows what the guard decided in the last 24 hours, the fullest buckets, and the money that is spent.')
    .action(() =>
      cli.run(async (app) => {
        const status = await app
          .get(CommandAuditService)
          .record({ action: 'showFraudStatus' }, () => app.get(GuardStatusService).read());
        const spending = status.spending.map((one) => ({
          ...one,
          amount: fromMicros(one.amount),
          spent: fromMicros(one.spent),
        }));
        return { result: { ...status, spending }, text: linesOf(status) };
      }),
    );
  addExamples(command, ['ramz fraud status']);
}

function linesOf({ mode, policyVersion, decisions, buckets, spending }: GuardStatus): string[] {
  const decided = decisions.map((one) => [one.rule, one.action, one.isEnforced ? 'yes' : 'no', one.count]);
  const full = buckets.map(({ key, hourLevel, dayLevel }) => [key, hourLevel.toFixed(1), dayLevel.toFixed(1)]);
  const spent = spending.map(({ destination, window, spent: money, amount, currency }) => [
    `${destination}/${window}`,
    `${fromMicros(money)} of ${fromMicros(amount)} ${currency}`,
  ]);
  return [
    ...fields({ Mode: mode, Policy: policyVersion === 0 ? 'the default' : `version ${policyVersion}` }),
    '',
    ...(decided.length === 0 ? ['No rule was met.'] : table(['RULE', 'ACTION', 'CARRIED OUT', 'REQUESTS'], decided)),
    '',
    ...(full.length === 0 ? ['No code is unverified.'] : table(['UNVERIFIED CODES', 'HOUR', 'DAY'], full)),
    ...(spent.length === 0 ? [] : ['', ...table(['LIMIT', 'SPENT'], spent)]),
  ];
}
