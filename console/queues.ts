// Runs on the page of bull-board, before its own scripts. bull-board knows nothing of admin keys, so its requests get the
// key of the console here. Without one the browser sends the session cookies.
import { storedCredentials } from './credentials.js';

// Called with the request that opens.
// oxlint-disable-next-line typescript/unbound-method
const open = XMLHttpRequest.prototype.open as (this: XMLHttpRequest, ...args: unknown[]) => void;

XMLHttpRequest.prototype.open = function openWithKey(this: XMLHttpRequest, ...args: unknown[]): void {
  open.apply(this, args);
  const url = new URL(String(args[1]), document.baseURI);
  if (url.origin !== location.origin) return;
  const credentials = storedCredentials();
  if (credentials?.kind === 'key') this.setRequestHeader('X-API-Key', credentials.key);
  this.addEventListener('load', () => {
    // The console says what is missing.
    if (this.status === 401 || this.status === 403) location.replace(new URL('../../admin#/queues', document.baseURI));
  });
};
