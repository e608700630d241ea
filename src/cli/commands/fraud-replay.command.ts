import { writeFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { CommandAuditService } from '../../admin/index.js';
import {
  FraudPolicyService,
  proposePolicy,
  readFraudPolicy,
  ReplayService,
  type FraudPolicy,
  type ReplayResult,
} from '../../fraud/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { readTime } from '../read-time.js';
import { table } from '../text.js';
import { UsageError } from '../usage.error.js';
import { readDocument } from './fraud-policy.command.js';

interface Options {
  from?: Date;
  to?: Date;
  policy?: string;
  sweep?: number;
  write?: string;
}

const WEEK_MS = 7 * 86_400_000;

export function register(fraud: Command, cli: CommandLine): void {
  const command = fraud
    .command('replay')
    .description(
      'Shows what a policy would have stopped of the stored requests, and whom it would have touched. Changes nothing.',
    )
    .option('--from <time>', 'from this time on; a week ago by default', readTime)
    .option('--to <time>', 'until this time; now by default', readTime)
    .option('--policy <file>', 'the policy of a file, instead of the one in force')
    .option(
      '--sweep <share>',
      'propose thresholds that refuse at most this share of verified requests, such as 0.001',
      readShare,
    )
    .option(
      '--write <file>',
      'with --sweep: write the policy with its thresholds raised so far, for `fraud policy import`',
    )
    .action(({ from, to = new Date(), policy: file, sweep, write }: Options) =>
      cli.run(async (app) => {
        if (write !== undefined && sweep === undefined) throw new UsageError('--write needs --sweep.');
        const policy = file === undefined ? (await app.get(FraudPolicyService).inForce()).policy : policyOf(file);
        const start = from ?? new Date(to.getTime() - WEEK_MS);
        const result = await app
          .get(CommandAuditService)
          .record({ action: 'replayFraudPolicy' }, () => app.get(ReplayService).run(policy, start, to, sweep));
        const text = linesOf(result);
        if (write === undefined || result.asks === 0) return { result, text };
        writeFileSync(write, `${JSON.stringify(proposePolicy(policy, result.multiples ?? {}), null, 2)}\n`);
        return { result, text: [...text, '', `Wrote the proposed policy to ${write}.`] };
      }),
    );
  addExamples(command, [
    'ramz fraud replay',
    'ramz fraud replay --policy policy.json',
    'ramz fraud replay --sweep 0.001 --write proposed.json',
  ]);
}

function linesOf({ asks, verified, stopped, rules, saved, multiples }: ReplayResult): string[] {
  if (asks === 0) return ['No request of this time is stored.'];
  const money = saved.map(({ currency, amount }) => `${amount.toFixed(2)} ${currency}`).join(', ');
  const rows = rules.map((one) => [one.rule, one.stopped, one.stoppedVerified, one.checked, one.checkedVerified]);
  return [
    `Of ${asks} requests, whose codes were entered ${verified} times, the policy would have stopped ${stopped}${money && `, worth ${money}`}.`,
    ...(rows.length === 0
      ? []
      : ['', ...table(['RULE', 'STOPPED', 'OF THEM VERIFIED', 'CHECKED', 'OF THEM VERIFIED'], rows)]),
    ...(multiples ? ['', ...table(['RULE', 'ACT AT (MULTIPLE OF THE THRESHOLD)'], Object.entries(multiples))] : []),
  ];
}

/** @throws UsageError */
function policyOf(file: string): FraudPolicy {
  const read = readFraudPolicy(readDocument(file));
  if (read.ok) return read.policy;
  const faults = Object.entries(read.errors).map(([path, [fault]]) => `${path}: ${fault}`);
  throw new UsageError(`The policy of ${file} is not valid. ${faults.join('; ')}`);
}

function readShare(text: string): number {
  const share = Number(text);
  if (share >= 0 && share < 1 && text.trim() !== '') return share;
  throw new InvalidArgumentError('Write a share such as 0.001, for one of a thousand.');
}
