import type { Command } from 'commander';
import { CommandAuditService } from '../../admin/index.js';
import { FraudListService, type ListName } from '../../fraud/index.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';
import { table } from '../text.js';

const DOES = { allow: 'lets through', block: 'refuses' };

/** `ramz fraud allow` and `ramz fraud block`. */
export function registerList(fraud: Command, cli: CommandLine, list: ListName): void {
  const command = fraud
    .command(list)
    .description(
      `Shows what the guard ${DOES[list]}, or adds an entry: a country, a prefix, a number, an e-mail address, a domain or a range of client addresses. Every process follows within five seconds.`,
    )
    .argument('[entry]', 'such as IR, +98912*, +989123456789, a@b.example, @b.example or 192.0.2.0/24')
    .option('--remove', 'remove the entry')
    .action((entry: string | undefined, { remove = false }: { remove?: boolean }) =>
      cli.run(async (app) => {
        const lists = app.get(FraudListService);
        const audit = app.get(CommandAuditService);
        if (entry === undefined) {
          const entries = await audit.record({ action: 'showFraudList', target: list }, () => lists.entries(list));
          const rows = entries.map((one) => [one.entry, one.createdAt.toISOString()]);
          const text = rows.length === 0 ? 'The list is empty.' : table(['ENTRY', 'ADDED'], rows);
          return { result: { list, entries: entries.map((one) => one.entry) }, text };
        }
        const action = remove ? 'removeFromFraudList' : 'addToFraudList';
        const result = await audit.record({ action, target: entry }, async (count) => {
          const changed = await (remove ? lists.remove(list, entry) : lists.add(list, entry));
          count(Number(changed.changed));
          return changed;
        });
        const where = remove ? 'is no longer in' : 'is in';
        const unchanged = remove ? 'was not in' : 'was already in';
        return { result, text: `${result.entry} ${result.changed ? where : unchanged} the ${list} list.` };
      }),
    );
  addExamples(command, [`ramz fraud ${list}`, `ramz fraud ${list} +98912*`, `ramz fraud ${list} +98912* --remove`]);
}
