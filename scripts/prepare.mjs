// Makes a checkout ready to run: installs packages, generates the Prisma client and builds, each only if something
// changed. A release or an image has no sources and is ready as it is. Before `npm ci` there are no packages, so this
// file and its imports use only Node's own modules.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const client = join(root, 'src/database/generated/client.ts');
const clientStamp = join(root, 'node_modules/.ramz/prisma-client');
const buildStamp = join(root, 'dist/.stamp');

/** @param log takes what it does; nothing while everything is ready */
export async function prepare({ build = true, log = console.log } = {}) {
  assertNodeVersion();
  process.chdir(root);
  if (!existsSync('src') || isReady(build)) return;
  mkdirSync('.data', { recursive: true });
  const run = (title, ...command) => step(log, title, ...command);
  await withLock(join(root, '.data/prepare.lock'), log, async () => {
    if (!isInstalled()) {
      await run(
        'Installing the packages of package-lock.json',
        ...npm('ci', '--include=dev', '--no-progress', '--loglevel=error'),
      );
    }
    if (!isGenerated()) {
      await run('Generating the Prisma client', process.execPath, 'node_modules/prisma/build/index.js', 'generate');
      mkdirSync(dirname(clientStamp), { recursive: true });
      writeFileSync(clientStamp, clientHash());
    }
    if (build && !isBuilt()) {
      // Read before compiling, so that a file saved during the build is compiled next time.
      const stamp = buildHash();
      // The Nest CLI empties dist first, so an interrupted build leaves no stamp.
      await run('Compiling', process.execPath, 'node_modules/@nestjs/cli/bin/nest.js', 'build');
      await run('Bundling', process.execPath, 'scripts/bundle.mjs');
      await run('Building the console', process.execPath, ...viteBuild('console'));
      const toDist = ['--outDir=../../dist/web', '--emptyOutDir'];
      await run('Building the element', process.execPath, ...viteBuild('packages/elements', ...toDist));
      writeFileSync(buildStamp, stamp);
    }
  });
}

/** Runs `work`; if it fails, prints the error and exits with status 1. As in src/main.ts, expected errors have no stack. */
export async function runScript(work) {
  try {
    await work();
  } catch (error) {
    const isExpected = error.constructor === Error || ['StepError', 'ConfigurationError'].includes(error.name);
    console.error(isExpected ? error.message : error);
    process.exit(1);
  }
}

class StepError extends Error {
  name = 'StepError';
}

function assertNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return;
  console.error(`Ramz needs Node 20.19 or newer, or 22.12 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

function isReady(build) {
  return isInstalled() && isGenerated() && (!build || isBuilt());
}

/** npm writes node_modules/.package-lock.json, a lock file of what is installed, as its last step. */
function isInstalled() {
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!installed) return false;
  return Object.entries(readJson('package-lock.json').packages).every(
    ([path, { version, integrity, optional, link }]) => {
      // An image is built without the workspaces; what they need is then not installed.
      if (path === '' || link || isOfAbsentWorkspace(path)) return true;
      const found = installed[path];
      return found ? found.version === version && found.integrity === integrity : optional === true;
    },
  );
}

function isOfAbsentWorkspace(path) {
  const [workspace] = /^packages\/[^/]+/.exec(path) ?? [];
  return workspace !== undefined && !existsSync(workspace);
}

function isGenerated() {
  return existsSync(client) && readText(clientStamp) === clientHash();
}

function clientHash() {
  return hash(['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']);
}

function isBuilt() {
  return existsSync('dist/bundle/main.js') && readText(buildStamp) === buildHash();
}

function buildHash() {
  const sources = [...filesIn('src'), ...filesIn('console'), ...filesIn('packages/elements/src')].filter(
    (path) => /\.(ts|tsx|mjs|js|css|html|svg)$/.test(path) && !path.endsWith('.spec.ts'),
  );
  const settings = ['nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  const scripts = ['scripts/bundle.mjs', 'scripts/load-bundle.js', 'scripts/write-code-cache.mjs'];
  return hash([...sources.sort(), ...settings, ...scripts, 'packages/elements/vite.config.js']);
}

function viteBuild(folder, ...options) {
  return ['node_modules/vite/bin/vite.js', 'build', folder, '--logLevel=warn', ...options];
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function hash(paths) {
  const sum = createHash('sha256');
  for (const path of paths) sum.update(`${path}\n`).update(readFileSync(path));
  return sum.digest('hex');
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function readJson(path) {
  const text = readText(path);
  return text && JSON.parse(text);
}

/** The command that runs npm. */
export function npm(...args) {
  // On Windows `npm` itself cannot be spawned, so this uses the npm that runs this script, if there is one.
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, cli, ...args] : ['npm', ...args];
}

async function step(log, title, command, ...args) {
  log(`${title}…`);
  const env = { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  if (code !== 0) throw new StepError(`${output.trim()}\n${title} failed.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => prepare({ build: !process.argv.includes('--no-build') }));
}
