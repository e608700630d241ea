const EVERY_MS = 500;

/**
 * Sends SIGTERM to this process once the shell that started it is gone. npm forwards a signal to that shell only, so the
 * service would otherwise keep running.
 */
export function endWithParent(everyMs = EVERY_MS) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, everyMs).unref();
}
