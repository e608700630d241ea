import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

/** Files that break a rule: what the linter must say about each. */
const FORBIDDEN: [path: string, code: string, report: string][] = [
  ['common/a.ts', `import '../sms/index.js'`, 'Allowed here, through index.js: no other folder'],
  ['messaging/a.ts', `import '../sms/index.js'`, 'throttling (oxlint.architecture.mjs)'],
  [
    'throttling/a.ts',
    `import '../messaging/index.js'`,
    'logging, metrics, queue, redis, tracing (oxlint.architecture.mjs)',
  ],
  ['redis/a.ts', `import '../queue/index.js'`, 'common, config (oxlint'],
  ['sms/sending/a.ts', `import '../../auth/index.js'`, 'messaging, throttling (oxlint'],
  ['sms/sending/b.ts', `import '../../fraud/index.js'`, 'messaging, throttling (oxlint'],
  ['sms/providers/acme/a.ts', `import '../../../auth/index.js'`, 'messaging, throttling (oxlint'],
  ['auth/otp/a.ts', `import '../../admin/index.js'`, 'email, events, fraud, idempotency, sms (oxlint'],
  ['auth/otp/b.ts', `import { a } from '../../sms/sending/a.js'`, 'through index.js'],
  ['auth/otp/c.ts', `export * from '../../sms/sending/a.js'`, 'through index.js'],
  ['auth/otp/d.ts', `import type { A } from '../../sms/sending/a.js'`, 'through index.js'],
  ['auth/otp/e.ts', `await import('../../sms/sending/a.js')`, 'through index.js'],
  ['auth/otp/a.controller.ts', `import '../../sms/sending/a.js'`, 'through index.js'],
  ['auth/otp/a.repository.ts', `import '../../sms/sending/a.js'`, 'through index.js'],
  ['admin/sends/a.ts', `import '../../auth/otp/a.js'`, 'through index.js'],
  ['cli/commands/a.command.ts', `import '../../admin/users/a.js'`, 'through index.js'],
  ['admin/sends/b.ts', `import '../../cli/index.js'`, 'health, hooks, maintenance (oxlint'],
  ['app.module.ts', `import './auth/otp/a.js'`, 'through index.js'],
  ['doctor/a.ts', `import '../admin/index.js'`, 'throttling, email, events, health, sms (oxlint'],
  ['admin/status/b.ts', `import '../../doctor/index.js'`, 'through index.js'],
  ['cli/commands/a.ts', `import '../../doctor/checks/a.js'`, 'through index.js'],
  [
    'auth/otp/a.service.ts',
    `import { Prisma } from '../../database/generated/client.js'`,
    'Only database/, *.repository.ts',
  ],
  ['server.ts', `import { Prisma } from './database/generated/client.js'`, 'Only database/, *.repository.ts'],
  ['configuration.ts', `import './sms/sending/sms.processor.js'`, 'through index.js'],
  ['auth/otp/b.service.ts', `import type { FastifyRequest } from 'fastify'`, 'HTTP belongs in'],
  ['auth/otp/c.service.ts', `import '@fastify/static'`, 'HTTP belongs in'],
  ['auth/otp/d.service.ts', `import { NotFoundException } from '@nestjs/common'`, 'HTTP belongs in'],
  ['auth/otp/b.repository.ts', `import { HttpStatus } from '@nestjs/common'`, 'HTTP belongs in'],
  ['auth/otp/a.module.ts', `import { Controller } from '@nestjs/common'`, 'HTTP belongs in'],
  ['auth/otp/e.service.ts', `export const port = process.env.PORT`, 'Only config/ reads process.env'],
  ['auth/otp/f.service.ts', `export const port = process.env['PORT']`, 'Only config/ reads process.env'],
  ['auth/otp/g.service.ts', `export const { env } = process`, 'Only config/ reads process.env'],
  ['simulation/a.ts', `import '../auth/index.js'`, 'throttling, email, fraud, sms (oxlint'],
  ['elements/a.controller.ts', `import '../auth/index.js'`, 'common, http'],
  ['hooks/a.ts', `import '../sms/index.js'`, 'tracing, auth (oxlint'],
  ['main.ts', `export const port = process.env.PORT`, 'Only config/ reads process.env'],
  ['../console/a.ts', `import '../src/common/clock.js'`, 'The console runs in browsers'],
  ['../console/pages/a.tsx', `import 'node:fs'`, 'The console runs in browsers'],
];

const ALLOWED: [path: string, code: string][] = [
  ['common/ok.ts', `import './clock.js'`],
  ['messaging/ok.ts', `import '../throttling/index.js'`],
  ['sms/sending/ok.ts', `import '../../messaging/index.js'; import '../delivery/a.js'; import '../../common/clock.js'`],
  ['auth/otp/ok.ts', `import '../../fraud/index.js'; import '../../sms/index.js'; import '../sessions/a.js'`],
  ['auth/otp/ok.service.ts', `import { Injectable } from '@nestjs/common'`],
  ['auth/otp/ok.controller.ts', `import { Controller } from '@nestjs/common'; import 'fastify'`],
  ['auth/otp/ok.repository.ts', `import '../../database/generated/client.js'; import '../../database/index.js'`],
  ['auth/otp/ok.spec.ts', `import '../../sms/sending/a.js'; process.env.PORT = '1'`],
  ['auth/otp/ok.policy.ts', `import '../../database/generated/enums.js'`],
  ['auth/otp/ok.sql.ts', `import '../../database/generated/client.js'`],
  ['http/ok.ts', `import 'fastify'; import { HttpException } from '@nestjs/common'`],
  ['database/ok.ts', `import './generated/client.js'`],
  ['config/ok.ts', `export const port = process.env.PORT`],
  ['cli/commands/ok.command.ts', `import '../../admin/index.js'; import '../../fleet/index.js'; import '../text.js'`],
  ['admin/sends/ok.ts', `import '../../auth/index.js'; import '../../sms/index.js'`],
  ['configuration.ts', `import './sms/sending/sms.config.js'; import './sms/providers/index.js'`],
  ['doctor/checks/ok.ts', `import '../../sms/index.js'; import '../../health/index.js'; import '../probe.js'`],
  ['cli/commands/ok.ts', `import '../../doctor/index.js'; import '../../admin/index.js'`],
  ['../console/pages/ok.tsx', `import 'preact'; import '../api.js'`],
  ['elements/ok.controller.ts', `import '../http/index.js'; import { Get } from '@nestjs/common'`],
  ['app.module.ts', `import './admin/index.js'; import './auth/index.js'; import './common/clock.js'`],
];

interface Diagnostic {
  filename: string;
  code: string;
  message: string;
  help?: string;
}
interface Report {
  path: string;
  report: string;
}

describe('linter rules', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ramz-lint-'));
    await copyFile('oxlint.architecture.mjs', join(folder, 'oxlint.architecture.mjs'));
    // Types cannot be checked here: the imported files do not exist.
    const rules = JSON.parse(await readFile('.oxlintrc.json', 'utf8')) as object;
    await writeFile(join(folder, '.oxlintrc.json'), JSON.stringify({ ...rules, options: {} }));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await mkdir(join(folder, 'src'));
    await mkdir(join(folder, 'console'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function lint(files: [path: string, code: string, ...rest: unknown[]][]): Promise<Report[]> {
    for (const [path, code] of files) {
      await mkdir(dirname(join(folder, 'src', path)), { recursive: true });
      await writeFile(join(folder, 'src', path), `${code};\n`);
    }
    const { diagnostics } = JSON.parse(await runOxlint(folder)) as { diagnostics: Diagnostic[] };
    return diagnostics
      .filter(({ code }) => code.includes('no-restricted'))
      .map(({ filename, message, help }) => ({ path: relative('src', filename), report: `${message} ${help}` }));
  }

  it('the linter reports every forbidden import between folders, and every use outside its role', async () => {
    const reports = await lint(FORBIDDEN);
    const missed = FORBIDDEN.filter(
      ([path, , expected]) => !reports.some((found) => found.path === path && found.report.includes(expected)),
    );
    expect(missed).toEqual([]);
  });

  it('the linter allows what the architecture allows', async () => {
    await expect(lint(ALLOWED)).resolves.toEqual([]);
  });

  it('the linter requires an entry for a new folder of src', async () => {
    await mkdir(join(folder, 'src/billing'));
    await expect(runOxlint(folder)).resolves.toContain('Add src/billing to MAY_IMPORT in oxlint.architecture.mjs.');
  });
});

/** What it prints, whether it finds something or not. */
function runOxlint(cwd: string): Promise<string> {
  const args = [
    resolve('node_modules/oxlint/bin/oxlint'),
    '--config=oxlint.architecture.mjs',
    '--format=json',
    'src',
    'console',
  ];
  return new Promise((done) => execFile(process.execPath, args, { cwd }, (_error, stdout) => done(stdout)));
}
