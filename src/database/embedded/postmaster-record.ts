import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../common/system-error.js';
import { isAlive } from './process-identity.js';

/** Greater than every system's highest process number. */
const NO_PID = 2 ** 31 - 1;

export interface Postmaster {
  pid: number;
  port: number;
  status: 'starting' | 'ready' | 'stopping';
}

/**
 * Reads which server runs on a cluster from the server's own record, postmaster.pid:
 * https://www.postgresql.org/docs/18/storage-file-layout.html
 */
export function readPostmaster(clusterDir: string): Postmaster | undefined {
  const lines = readRecord(clusterDir)?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !pid || !isPostmasterOf(pid, clusterDir)) return undefined;
  const status = lines[7]?.trim();
  return {
    pid,
    port: Number(lines[3]),
    status: status === 'ready' || status === 'stopping' ? status : 'starting',
  };
}

/**
 * Removes the process number from the record of a killed server if another process has that number now: PostgreSQL would
 * not start. The rest of the record stays, because PostgreSQL detects with it whether processes of the killed server
 * still use the data.
 */
export function disownReusedPid(clusterDir: string): void {
  const record = readRecord(clusterDir);
  if (!record || readPostmaster(clusterDir)) return;
  writeFileSync(recordFile(clusterDir), record.replace(/^\d+/, String(NO_PID)));
}

/** A leftover record may name another process. If in doubt, it is the server. */
function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (!isAlive({ pid, startTicks: null })) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(clusterDir);
  } catch (error) {
    return !['ENOENT', 'ESRCH'].includes(codeOf(error) ?? '');
  }
}

function recordFile(clusterDir: string): string {
  return join(clusterDir, 'postmaster.pid');
}

function readRecord(clusterDir: string): string | undefined {
  try {
    return readFileSync(recordFile(clusterDir), 'utf8');
  } catch {
    return undefined;
  }
}
