import { AsyncLocalStorage } from 'node:async_hooks';

/** Fields of every log line of a request. */
export const requestContext = new AsyncLocalStorage<{ requestId: string }>();
