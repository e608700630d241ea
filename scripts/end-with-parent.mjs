const EVERY_MS = 500;

/**
 * Has this process told to end once the shell that started it is gone: npm passes a signal on to that shell alone, and
 * would leave the service behind.
 */
export function endWithParent(everyMs = EVERY_MS) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, everyMs).unref();
}
