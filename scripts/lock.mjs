import { openSync, closeSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;
const UNREADABLE_GRACE_MS = 5_000;

/** Runs `work` while holding a lock file; the lock of a process that died is taken over. */
export async function withLock(path, work) {
  let waiting = false;
  while (!tryLock(path)) {
    if (!waiting) console.log('Waiting for another run of Ramz that is getting ready…');
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

// Looks again under a second lock, so that two healers cannot remove a lock taken in between.
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

// Tells a process from a later one with the same number, where /proc exists.
function startTicks(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '-';
  }
}
