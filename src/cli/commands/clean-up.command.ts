import type { Command } from 'commander';
import { CommandAuditService } from '../../admin/index.js';
import { EventRetentionService } from '../../events/index.js';
import { GuardRetentionService } from '../../fraud/index.js';
import { CleanUpService } from '../../maintenance/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { table } from '../text.js';

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('clean-up')
    .description('Deletes now what is no longer kept, as a worker does every hour, and shows how many rows.')
    .action(() =>
      cli.run(async (app) => {
        cli.progress('Deleting rows whose retention period is over…');
        const { signal } = new AbortController();
        const rows = await app.get(CommandAuditService).record({ action: 'cleanUp' }, async (count) => {
          const cleaned = await app.get(CleanUpService).run(signal);
          const events = await app.get(EventRetentionService).run(signal);
          const all: Record<string, number> = {
            ...cleaned,
            events,
            ...(await app.get(GuardRetentionService).run(signal)),
          };
          count(Object.values(all).reduce((sum, one) => sum + one, 0));
          return all;
        });
        return { result: { rows }, text: table(['WHAT', 'ROWS'], Object.entries(rows)) };
      }),
    );
  addExamples(command, ['ramz clean-up', 'ramz clean-up --json']);
}
