import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 10;

/** Those that run, so that none outlives the bench. */
const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a Node program whose output goes to a file, as under a service manager, and waits until `isReady` resolves to
 * true. The program runs in an empty folder, with `variables` as its whole environment.
 */
export async function startProcess({ program, args = [], variables, isReady }) {
  const folder = mkdtempSync(join(tmpdir(), 'ramz-bench-process-'));
  const logPath = join(folder, 'output.log');
  const log = openSync(logPath, 'w');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  children.add(child);
  const ended = once(child, 'exit');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const output = () => readFileSync(logPath, 'utf8');
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isReady(output))) {
    if (isRunning() && Date.now() < deadline) await delay(POLL_MS);
    else throw new Error(`${program} did not start:\n${output().slice(-3000)}`);
  }
  return {
    pid: child.pid,
    output,
    async stop() {
      if (isRunning()) child.kill('SIGTERM');
      await ended;
      children.delete(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a server answers 200 there. */
export async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
