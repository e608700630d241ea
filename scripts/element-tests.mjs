// The tests of packages/elements, which drive the element in Chromium. They run on node:test, because Jest would have to
// compile what the browser loads. They run one by one beside Jest, whose workers leave the processor idle at times.
import { spawn } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const PACKAGE = join(root, 'packages/elements');
/** The flow from the number to the right code, in every language. */
const QUICK = ['flow.test.js'];

/**
 * @param {{ complete: boolean }} options `complete`: every test, also of the examples, which are built first
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runElementTests({ complete }) {
  await (complete ? buildPackage() : cpSync(join(root, 'dist/web'), join(PACKAGE, 'dist'), { recursive: true }));
  const all = readdirSync(join(PACKAGE, 'test')).filter((name) => name.endsWith('.test.js'));
  const files = (complete ? all : QUICK).map((name) => `test/${name}`);
  const { code, output } = await runNode('--test', '--test-reporter=tap', '--test-concurrency=1', ...files);
  const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const passed = count('pass');
  const failed = Math.max(count('fail') + count('cancelled'), code === 0 ? 0 : 1);
  if (failed > 0) console.error(output);
  console.error(`${failed === 0 ? 'PASS' : 'FAIL'} element packages/elements (${passed} tests)`);
  return { passed, failed };
}

async function buildPackage() {
  await build('../../node_modules/vite/bin/vite.js', 'build', '--logLevel=warn');
  await build('../../node_modules/typescript/bin/tsc');
  await build('scripts/build-examples.mjs');
}

async function build(...args) {
  const { code, output } = await runNode(...args);
  if (code !== 0) throw new Error(`${output.trim()}\nBuilding packages/elements failed.`);
}

async function runNode(...args) {
  const child = spawn(process.execPath, args, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  return { code, output };
}
