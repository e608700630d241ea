import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { RedisNode } from './redis-address.js';

/**
 * Opens an encrypted connection to each server, and returns the errors. The clients of sentinels and of clusters report
 * a certificate that cannot be verified as a closed connection only.
 */
export async function encryptionErrors(nodes: RedisNode[], timeoutMs: number): Promise<unknown[]> {
  const results = await Promise.allSettled(nodes.map((node) => openEncrypted(node, timeoutMs)));
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
}

async function openEncrypted({ host, port }: RedisNode, timeoutMs: number): Promise<void> {
  const socket = connect({ host, port, ...(!isIP(host) && { servername: host }) });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(timeoutMs) });
  } finally {
    socket.destroy();
  }
}
