import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandAuditService } from '../../admin/index.js';
import { FraudPolicyService } from '../../fraud/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { UsageError } from '../usage.error.js';

export function register(fraud: Command, cli: CommandLine): void {
  const policy = fraud.command('policy').description('Writes the policy of the guard to a file, or sets it from one.');
  addExamples(policy, ['ramz fraud policy export policy.json', 'ramz fraud policy import policy.json']);
  exportPolicy(policy, cli);
  importPolicy(policy, cli);
}

function exportPolicy(policy: Command, cli: CommandLine): void {
  const command = policy
    .command('export')
    .description('Writes the policy in force to a file, or prints it.')
    .argument('[file]', 'path of the file')
    .action((file: string | undefined) =>
      cli.run(async (app) => {
        const inForce = await app
          .get(CommandAuditService)
          .record({ action: 'showFraudPolicy' }, () => app.get(FraudPolicyService).inForce());
        const document = JSON.stringify(inForce.policy, null, 2);
        if (file !== undefined) writeFileSync(file, `${document}\n`);
        const text = file === undefined ? document : `Wrote version ${inForce.version} to ${file}.`;
        return { result: { version: inForce.version, policy: inForce.policy }, text };
      }),
    );
  addExamples(command, ['ramz fraud policy export', 'ramz fraud policy export policy.json']);
}

function importPolicy(policy: Command, cli: CommandLine): void {
  const command = policy
    .command('import')
    .description('Puts the policy of a file in force. Every process follows within five seconds.')
    .argument('<file>', 'path of the file')
    .action((file: string) =>
      cli.run(async (app) => {
        const document = readDocument(file);
        const { version } = await app
          .get(CommandAuditService)
          .record({ action: 'setFraudPolicy' }, () => app.get(FraudPolicyService).set(document));
        return { result: { version }, text: `The policy is in force as version ${version}.` };
      }),
    );
  addExamples(command, ['ramz fraud policy import policy.json']);
}

/** @throws UsageError */
export function readDocument(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file} cannot be read as JSON.`);
  }
}
