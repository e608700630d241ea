import { openSync, closeSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;
const UNREADABLE_GRACE_MS = 5_000;

/** Runs `work` while holding a lock file; the lock of a process that died is taken over. */
export async function withLock(path, log, work) {
  let waiting = false;
  while (!tryLock(path)) {
    if (!waiting) log('Waiting for another Ramz command that is installing or building…');
    waiting = true;
    breakStaleLock(path);
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path) {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, `${process.pid} ${startTicks(process.pid)}`);
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

// Checks again while holding a second lock, so that two processes cannot remove a lock that one of them just took.
function breakStaleLock(path) {
  const breaker = `${path}.break`;
  if (!isStale(path)) return;
  if (!tryLock(breaker)) {
    if (isStale(breaker)) rmSync(breaker, { force: true });
    return;
  }
  if (isStale(path)) rmSync(path, { force: true });
  rmSync(breaker, { force: true });
}

function isStale(path) {
  try {
    const [pid, ticks] = readFileSync(path, 'utf8').split(' ');
    if (!pid) return Date.now() - statSync(path).mtimeMs > UNREADABLE_GRACE_MS;
    process.kill(Number(pid), 0);
    return startTicks(pid) !== ticks;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

// Distinguishes a process from a later one with the same id. Only Linux has /proc.
function startTicks(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '-';
  }
}
