import type { Command } from 'commander';
import { applyMigrations, openDatabase } from '../../database/index.js';
import { MIGRATIONS } from '../../project.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('migrate')
    .description('Applies the pending migrations to the database. Of the configuration, it needs only the database.')
    .action(() =>
      cli.runAlone(async (environment) => {
        const database = await openDatabase(environment, (line) => cli.progress(`PostgreSQL: ${line}`));
        try {
          const applied = await applyMigrations(database.directUrl, MIGRATIONS);
          const text = applied.length > 0 ? applied.map((name) => `Applied ${name}`) : 'The database is up to date.';
          return { result: { applied }, text };
        } finally {
          await database.close();
        }
      }),
    );
  addExamples(command, ['ramz migrate', 'DATABASE_URL=postgresql://… ramz migrate']);
}
