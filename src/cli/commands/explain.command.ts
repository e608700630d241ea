import type { Command } from 'commander';
import { CommandAuditService, ExplainService, toExplanationDto } from '../../admin/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { bold } from '../text.js';

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('explain')
    .description('Explains in a sentence and a timeline why a code or message arrived, or why not.')
    .argument('<query>', 'id of a challenge or message; or a number or e-mail address, whose newest one is explained')
    .action((query: string) =>
      cli.run(async (app) => {
        const explain = async () => toExplanationDto(await app.get(ExplainService).explain(query));
        const result = await app.get(CommandAuditService).record({ action: 'explain', target: query }, explain);
        const steps = result.timeline.map(({ at, text }) => `  ${at}  ${text}`);
        return { result, text: [bold(result.summary), ...(steps.length > 0 ? ['', ...steps] : [])] };
      }),
    );
  addExamples(command, [
    'ramz explain 09123456789',
    'ramz explain sara@example.com',
    'ramz explain 0198c5e2-7b1a-7000-8000-123456789012 --json',
  ]);
}
