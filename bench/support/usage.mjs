import { readdirSync, readFileSync } from 'node:fs';

// What processes use, from /proc. Linux counts CPU time in ticks of 10 ms.
const TICK_US = 10_000;

/** CPU time in µs, user and system, of process trees; children that have ended are included. */
export function cpuOf(pids) {
  const all = readAll();
  const isInside = (pid) => pids.includes(pid) || (all.has(pid) && isInside(all.get(pid).parent));
  let ticks = 0;
  for (const [pid, { own, ofEndedChildren }] of all) if (isInside(pid)) ticks += own + ofEndedChildren;
  return ticks * TICK_US;
}

/** The most memory that these processes held at once, each by itself, in MiB. */
export function peakMemoryOf(pids) {
  return pids.reduce((sum, pid) => sum + memoryOf(pid, 'VmHWM'), 0);
}

/** The memory that a process holds now, in MiB. */
export function memoryOf(pid, field = 'VmRSS') {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)[1]) / 1024);
}

function readAll() {
  const all = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // The name of the program, in parentheses, may contain spaces.
      const [, fields] = /\) (.*)$/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'));
      const [, parent, ...rest] = fields.split(' ').map(Number);
      const [user, system, childUser, childSystem] = rest.slice(9, 13);
      all.set(Number(name), { parent, own: user + system, ofEndedChildren: childUser + childSystem });
    } catch {
      // It has ended in the meantime.
    }
  }
  return all;
}
