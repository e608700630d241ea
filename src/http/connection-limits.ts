import type { Server } from 'node:http';

const SECOND_MS = 1000;

/** What a client may take. None of them ends a request whose answer takes long, such as an admin send that waits. */
export const TIMEOUTS = {
  /** For the headers of a request, or for the first byte of a connection. */
  headersMs: 5 * SECOND_MS,
  /** For the whole request, its body included. */
  requestMs: 10 * SECOND_MS,
  /** How often Node looks for requests that are too slow. */
  checkEveryMs: SECOND_MS,
  /** For an answer to be read. Longer than the longest wait of an admin send. */
  socketMs: 60 * SECOND_MS,
  /** Between two requests. Longer than the 60 seconds of common load balancers, which would otherwise run into a closed connection. */
  keepAliveMs: 72 * SECOND_MS,
};

/** Open connections of one process. */
export const CONNECTION_LIMITS = {
  /** Further ones are closed at once. Each takes a file descriptor. */
  max: 10_000,
  /** From here on, idle connections are closed to make room. */
  crowded: 5000,
};

/** Bounds the connections of a server, and closes idle ones while there are many. */
export function limitConnections(server: Server, { max, crowded }: typeof CONNECTION_LIMITS): void {
  server.maxConnections = max;
  let open = 0;
  let tidiedAt = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    // At most once a second, because it visits every connection.
    if (open <= crowded || Date.now() - tidiedAt < SECOND_MS) return;
    tidiedAt = Date.now();
    server.closeIdleConnections();
  });
}
