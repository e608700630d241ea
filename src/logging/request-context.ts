import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one request carries. */
export const requestContext = new AsyncLocalStorage<{ requestId: string }>();
