import type { Command } from 'commander';
import { AdminLimitService, CommandAuditService, toRateLimitsDto } from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { table } from '../text.js';

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('limits')
    .description('Shows every limit of a number or e-mail address: used, left, and when it resets.')
    .argument('<number>', 'number in any form, or e-mail address')
    .option('--clear', 'clear all of them')
    .action((text: string, { clear = false }: { clear?: boolean }) =>
      cli.run(async (app) => {
        const service = app.get(AdminLimitService);
        const action = clear ? 'clearRateLimits' : 'showRateLimits';
        const result = await app.get(CommandAuditService).record({ action, target: text }, async (count) => {
          const limits = toRateLimitsDto(await (clear ? service.clear(text) : service.of(text)));
          if (clear) count(limits.limits.length);
          return limits;
        });
        const rows = result.limits.map(({ name, purpose, by, limit, used, remaining, resets_in }) => [
          [name, purpose, by && `by ${by}`].filter(Boolean).join(' '),
          `${used} of ${limit}`,
          remaining,
          resets_in === 0 ? '-' : `${resets_in} s`,
        ]);
        const list = rows.length === 0 ? ['No limit is on.'] : table(['LIMIT', 'USED', 'LEFT', 'RESETS IN'], rows);
        return { result, text: clear ? ['Cleared.', ...list] : list };
      }),
    );
  addExamples(command, ['ramz limits 09123456789', 'ramz limits 09123456789 --clear']);
}
