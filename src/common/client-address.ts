import { isIP } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';

const WITH_PORT = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[\d.]+))(?::(?<port>\d{1,5}))?$/;
const MAX_PORT = 65_535;

/**
 * Reads an address as proxies write it, and returns it without port, brackets and zone, an IPv4-mapped one as IPv4.
 * Undefined for anything else, such as `unknown` or `_hidden`.
 */
export function readAddress(written: string): string | undefined {
  const text = written.trim();
  const { v6, v4, port } = WITH_PORT.exec(text)?.groups ?? {};
  if (Number(port ?? 0) > MAX_PORT) return undefined;
  const [address = ''] = (v6 ?? v4 ?? text).split('%');
  if (isIP(address) === 0 || (v6 !== undefined && isIP(address) !== 6)) return undefined;
  const normal = normalizeIp(address, 128);
  return isIP(normal) === 4 ? normal : address;
}

/** The address of a client, an IPv4-mapped one as IPv4. */
export function clientAddress({ ip }: { ip: string }): string {
  return readAddress(ip) ?? ip;
}

/** The key under which a client address is counted: IPv4-mapped addresses as IPv4, IPv6 by /64. */
export function addressKey(address: string): string {
  return normalizeIp(readAddress(address) ?? address);
}

/**
 * Reads `X-Forwarded-For` and returns it with addresses alone. From an entry that is no address on, nothing is known of
 * where a request came from, so that entry and all before it are dropped: the proxy that sent it counts as the client.
 */
export function readForwardedFor(header: string): string {
  const entries = header.split(',').map(readAddress);
  return entries.slice(entries.lastIndexOf(undefined) + 1).join(', ');
}
