import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import { secretsConfig } from '../../config/index.js';
import { SELF_REQUEST_HEADER, signSelfRequest, type SelfRequestEcho } from '../../health/index.js';
import { httpConfig, type HttpConfig } from '../../http/index.js';
import { fail, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';
import { probe } from '../probe.js';

const NAME = 'proxies';
/** Reserved for documentation (RFC 5737): no client has it. */
const SPOOFED = '203.0.113.77';
const HOW_TO_SET =
  'Set TRUST_PROXY to the number or the addresses of your proxies, as docs/configuration.md describes under TRUST_PROXY.';

const echoSchema = z.object({
  address: z.string(),
  peer: z.string().nullable(),
  forwarded_for: z.string().nullable(),
});

/**
 * Ramz counts the addresses of clients, not those of proxies or those that clients make up. A request to PUBLIC_URL, with a
 * forged `X-Forwarded-For`, shows which address it sees.
 */
export const proxiesCheck: DoctorCheck = {
  name: NAME,
  async run(context, signal) {
    const http = context.read(httpConfig);
    const header = signSelfRequest(context.read(secretsConfig), context.now());
    const answer = await probe(`${addressOf(http)}/health/address`, {
      signal,
      headers: { [SELF_REQUEST_HEADER]: header, 'x-forwarded-for': SPOOFED },
    });
    const echo = 'fault' in answer ? undefined : readEcho(answer.body);
    if (echo) return [judgeEcho(echo, http, ownAddresses())];
    const reason = 'fault' in answer ? answer.fault : `the answer is not that of this Ramz (HTTP ${answer.status})`;
    return [
      warn(
        NAME,
        `A request to ${http.publicUrl === undefined ? 'HOST and PORT' : 'PUBLIC_URL'} did not show which address Ramz sees: ${reason}.`,
        'Start Ramz and run the doctor again, or request codes from two devices until one is refused, and see that the other is not.',
      ),
    ];
  },
};

/** @param own addresses of this machine */
export function judgeEcho(
  { address, peer, forwarded_for: forwarded }: SelfRequestEcho,
  { publicUrl, trustProxy }: Pick<HttpConfig, 'publicUrl' | 'trustProxy'>,
  own: ReadonlySet<string>,
): Finding {
  if (address === SPOOFED) {
    return fail(
      NAME,
      'Ramz believes an X-Forwarded-For that the client makes up, so every limit by address can be evaded.',
      'Lower TRUST_PROXY to the number or the addresses of your own proxies, and have the first one replace the header.',
    );
  }
  // A proxy appends the address that it sees.
  const cameByProxy = forwarded !== null && forwarded !== SPOOFED;
  if (cameByProxy && address === peer) {
    return fail(
      NAME,
      `Requests come through a proxy (${peer}) that Ramz does not trust, so all clients share its limits.`,
      trustProxy === undefined ? HOW_TO_SET : 'Add the address of this proxy to TRUST_PROXY.',
    );
  }
  if (publicUrl === undefined) {
    return pass(NAME, 'Ramz sees the address of this machine; PUBLIC_URL is not set, so no proxy could be looked at.');
  }
  if (!cameByProxy && trustProxy === undefined && !own.has(address)) {
    return warn(
      NAME,
      `Ramz sees the address ${address}, which this machine does not have.`,
      `Compare it with the public address of this machine; if it is that of a proxy, have the proxy send X-Forwarded-For and set TRUST_PROXY.`,
    );
  }
  return pass(NAME, `Ramz sees requests of this machine from ${address}, and no address that a client makes up.`);
}

/** Where the running process listens, if it has no public address. */
function addressOf({ publicUrl, host, port }: HttpConfig): string {
  if (publicUrl !== undefined) return publicUrl;
  const local = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${local}:${port}`;
}

function readEcho(body: string): SelfRequestEcho | undefined {
  try {
    return echoSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

function ownAddresses(): Set<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []));
}
