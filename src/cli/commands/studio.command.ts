import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { codeOf } from '../../common/system-error.js';
import { installationConfig, type Environment } from '../../config/index.js';
import { openDatabase, prepareDatabase } from '../../database/index.js';
import { MIGRATIONS, projectPath } from '../../project.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from '../examples.js';

const PRISMA = 'node_modules/prisma/build/index.js';
const NO_STUDIO =
  'Prisma Studio is not part of a release. Run it in a clone of the repository, with the DATABASE_URL of this installation.';

/** Studio sorts columns by name and rows by id. These pages show first what an administrator looks for, newest first. */
const PAGES = {
  codes: page('otp_tokens', 'recipient,status,purpose,debug_code,created_at'),
  messages: page('messages', 'recipient,status,provider,last_error,created_at'),
};

export function register(program: Command, cli: CommandLine): void {
  const command = program
    .command('studio')
    .description('Opens Prisma Studio on the database, to look at rows in a browser.')
    .action(() =>
      cli.runAlone(async (environment) => {
        if (!existsSync(projectPath(PRISMA))) throw new Error(NO_STUDIO);
        const database = await openDatabase(environment, (line) => cli.progress(`PostgreSQL: ${line}`));
        try {
          const { studioPort } = installationConfig.read(environment);
          await assertFree(studioPort);
          await prepareDatabase(database.directUrl, MIGRATIONS, { byHand: database.byHand });
          const pages = Object.entries(PAGES).map(([what, path]) => [what, `http://localhost:${studioPort}/#${path}`]);
          const ended = runStudio(database.directUrl, studioPort, environment);
          cli.output.item({
            result: Object.fromEntries(pages) as object,
            text: ['Prisma Studio (Ctrl-C stops it)', ...pages.map(([what, url]) => `  ${what}  ${url}`)],
          });
          await ended;
        } finally {
          await database.close();
        }
      }),
    );
  addExamples(command, ['ramz studio', 'STUDIO_PORT=5556 ramz studio']);
}

async function runStudio(databaseUrl: string, port: number, environment: Environment): Promise<void> {
  // In the environment, not as --url, because every user of the machine can read the arguments of a process.
  // CHECKPOINT_DISABLE: the command calls no other host. The page is kept from it by the policy.
  const env = { ...environment, DATABASE_URL: databaseUrl, CHECKPOINT_DISABLE: '1' };
  const policy = pathToFileURL(projectPath('scripts/studio-policy.mjs')).href;
  const args = ['--import', policy, PRISMA, 'studio', '--browser', 'none', '--port', String(port)];
  // Its standard output is not the answer of the command.
  const stdio = ['inherit', process.stderr, 'inherit'] as const;
  // Ctrl-C reaches both processes; this one waits for Studio, because it stops the database afterwards. It listens before
  // Studio starts, so that no signal leaves Studio running alone.
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const studio = spawn(process.execPath, args, { cwd: projectPath('.'), env, stdio: [...stdio] });
  stop.signal.addEventListener('abort', () => studio.kill());
  await once(studio, 'exit');
}

async function assertFree(port: number): Promise<void> {
  const probe = createServer().listen(port);
  try {
    await once(probe, 'listening');
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is in use, maybe by another Studio. Stop it, or set STUDIO_PORT to another port.`, {
      cause: error,
    });
  }
  probe.close();
  await once(probe, 'close');
}

function page(table: string, pinned: string): string {
  return new URLSearchParams({
    schema: 'public',
    view: 'table',
    table,
    sort: 'created_at:desc',
    pin: pinned,
  }).toString();
}
