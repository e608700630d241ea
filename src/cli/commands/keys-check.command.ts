import type { Command } from 'commander';
import { sessionConfig } from '../../auth/index.js';
import { processEnvironment } from '../../config/index.js';
import { eventConfig } from '../../events/index.js';
import { KeyReportService, type KeyReport } from '../../fleet/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { bold, table } from '../text.js';

/** How long a verification token lives. */
const VERIFICATION_TOKEN_MS = 600_000;

export function registerKeysCheck(keys: Command, cli: CommandLine): void {
  const command = keys
    .command('check')
    .description(
      'Shows which keys are in use by rows and processes, which can be removed and when, and which are missing.',
    )
    .action(() =>
      cli.run(async (app) => {
        const environment = processEnvironment();
        const tokenLifeMs = Math.max(sessionConfig.read(environment).accessTokenMs, VERIFICATION_TOKEN_MS);
        const report = await app.get(KeyReportService).report(tokenLifeMs);
        const all = [...report.keys, ...eventSecrets(eventConfig.read(environment).secrets.length)];
        return {
          result: { ok: report.faults.length === 0, faults: report.faults, keys: all.map(toJson) },
          text: [
            ...(report.faults.length > 0 ? [bold('Faults'), ...report.faults.map((fault) => `  - ${fault}.`), ''] : []),
            ...table(['VARIABLE', 'KEY', 'ROLE', 'REMOVABLE', 'WHY'], all.map(toRow)),
          ],
          ok: report.faults.length === 0,
        };
      }),
    );
  addExamples(command, ['ramz keys check', 'ramz keys check --json']);
}

/** They have no ids, and only the receiver knows which one it checks. */
function eventSecrets(count: number): KeyReport[] {
  return Array.from({ length: count }, (_, index) => ({
    variable: 'EVENT_WEBHOOK_SECRET',
    id: String(index + 1),
    role: 'writes' as const,
    ...(index === 0
      ? { removable: 'no' as const, reason: 'It signs.' }
      : { removable: 'costly' as const, reason: 'Remove it once the receiver of events checks the first one.' }),
  }));
}

function toJson({ removableAt, ...key }: KeyReport) {
  return { ...key, removable_at: removableAt?.toISOString() ?? null };
}

function toRow({ variable, id, role, removable, removableAt, reason }: KeyReport): string[] {
  const words = { no: 'no', later: `from ${removableAt?.toISOString()}`, yes: 'yes', costly: 'see why' };
  return [variable, id, role, words[removable], reason];
}
