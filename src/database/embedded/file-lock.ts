import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../../common/system-error.js';
import { identify, isAlive, parseIdentity } from './process-identity.js';

const POLL_MS = 20;
/** A lock file without a readable holder is still being written, unless it is older than this. */
const UNREADABLE_GRACE_MS = 5_000;

/** Runs `work` while holding an exclusive lock file. The lock of a dead process is taken over. */
export async function withFileLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  while (!tryLock(path)) {
    breakStaleLock(path);
    if (Date.now() > deadline) throw new Error(`Another process has held ${path} for ${timeoutMs / 1000} s.`);
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    unlinkIfPresent(path);
  }
}

function tryLock(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o644);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  writeSync(file, JSON.stringify(identify(process.pid)));
  closeSync(file);
  return true;
}

/** Checks again under a second lock, so that two processes cannot remove a lock that was taken in between. */
function breakStaleLock(path: string): void {
  if (!isStale(path)) return;
  const breaker = `${path}.break`;
  if (!tryLock(breaker)) {
    if (isStale(breaker)) unlinkIfPresent(breaker);
    return;
  }
  try {
    if (isStale(path)) unlinkIfPresent(path);
  } finally {
    unlinkIfPresent(breaker);
  }
}

function isStale(path: string): boolean {
  try {
    const holder = parseIdentity(readFileSync(path, 'utf8'));
    return holder ? !isAlive(holder) : Date.now() - statSync(path).mtimeMs > UNREADABLE_GRACE_MS;
  } catch {
    return false;
  }
}

function unlinkIfPresent(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
