// npm test               runs the checks of `npm run lint`, then every test
// npm test -- otp        runs the test files whose path contains "otp"; other Jest options work too
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runElementTests } from './element-tests.mjs';
import { lint } from './lint.mjs';
import { prepare, runScript } from './prepare.mjs';

const options = process.argv.slice(2);
const isWholeRun = options.length === 0;
/** As CI runs it: with the slow tests, and failing if a part cannot run. */
const isComplete = process.env.RAMZ_TEST_COMPLETE === '1';
const isQuick = isWholeRun && !isComplete;
const SLOW_PARTS =
  'the short form of the bench, better-auth by Ramz, commands, outages and shutdown, slow clients, wrong clocks and secrets, secrets in logs, metrics and traces of several processes, the console and the demo in Chromium, the packed client, mails as pictures, recipes for front-end tests and for resource servers, breakers over several processes, the sending status, simulation in each mode, codes that a provider makes, repeated requests, routes by conversion, guarded sends of administrators, documented answers and commands, admin keys, equal answers, bulk sends, the outbox after a crash, every outcome at Kavenegar, migrations, event delivery, the build, container file, proxies, alert rules, backup, the documentation as a site, most trials of each race, some tests on Redis, and most tests of the element. They take minutes, and run with RAMZ_TEST_COMPLETE=1.';

/** Programs that tests run, and what a run without them leaves out. */
const PROGRAMS = {
  'redis-server': 'redis-server is not installed, so limits and queues were tested on PostgreSQL only.',
  chromium: 'chromium is not installed, so the pages were not tested in a browser.',
  promtool: 'prometheus is not installed, so the alert rules were only parsed.',
  nginx: 'nginx is not installed, so its configuration in deploy/ was not run.',
  caddy: 'caddy is not installed, so its configuration in deploy/ was not run.',
  pg_restore: 'PostgreSQL is not installed, so backup, restore and the least version of PostgreSQL were not tested.',
  'systemd-analyze': 'systemd is not installed, so the units in deploy/ were not verified.',
  kubectl: 'kubectl is not installed, so the Kubernetes overlays were not built.',
};
const NO_CRYPTOGRAPHY = 'python3 with cryptography is not installed, so the Python example was not tested.';
/** Debian 12 has no kubectl that is new enough. */
const OPTIONAL = [PROGRAMS.kubectl];

await runScript(async () => {
  await prepare();
  const isClean = isWholeRun ? await lint() : true;
  const runsElement = isWholeRun && isOnPath('chromium');
  const [jest, element] = await Promise.all([
    runJest(),
    runsElement ? runElementTests({ complete: isComplete }) : { passed: 0, failed: 0 },
  ]);
  const [passed, failed] = [jest.passed + element.passed, jest.failed + element.failed];
  const { code, skipped } = jest;
  const untested = findUntested();
  for (const line of untested) console.log(`\n!!! NOT TESTED: ${line}`);
  if (isQuick) console.log(`\n!!! NOT TESTED: ${SLOW_PARTS}`);
  const isLacking = isComplete && untested.some((line) => !OPTIONAL.includes(line));
  if (isLacking) console.log('\nRAMZ_TEST_COMPLETE=1 requires every part, so this run failed.');
  if (!isClean) console.log('\nThe checks before the tests failed: see above, or run npm run lint.');
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = code === 0 && element.failed === 0 && isClean && !isLacking ? 0 : 1;
});

async function runJest() {
  const folder = mkdtempSync(join(tmpdir(), 'ramz-jest-'));
  const report = join(folder, 'report.json');
  try {
    const args = ['node_modules/jest/bin/jest.js', '--json', '--outputFile', report, ...options];
    // With --json Jest writes its readable output to stderr.
    const env = { ...process.env, ...(isQuick && { RAMZ_TEST_QUICK: '1' }) };
    const jest = spawn(process.execPath, args, { env, stdio: ['inherit', 'ignore', 'inherit'] });
    const code = await new Promise((done, fail) => jest.once('close', done).once('error', fail));
    return { code, ...readReport(report, code) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path, code) {
  if (!existsSync(path)) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  return {
    passed: report.numPassedTests,
    // A file that does not load counts as one failed test.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function findUntested() {
  const missing = Object.keys(PROGRAMS).filter((program) => !isOnPath(program));
  const lines = missing.map((program) => PROGRAMS[program]);
  const hasCryptography = spawnSync('python3', ['-c', 'import cryptography']).status === 0;
  return hasCryptography ? lines : [...lines, NO_CRYPTOGRAPHY];
}

function isOnPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}
