import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { codeOf } from '../../common/system-error.js';
import { httpConfig } from '../../http/index.js';
import { PROVIDERS, smsConfig } from '../../sms/index.js';
import { fail, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';
import type { DoctorContext } from '../doctor-context.js';
import { probe, type ProbeResult } from '../probe.js';

const NAME = 'webhook_address';
/** The route for reports of providers; there is none of this name. */
const UNKNOWN_WEBHOOK = '/api/v1/webhooks/doctor';

/** Networks that nobody outside reaches. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  PRIVATE.addSubnet(network, bits);
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv6');

/** Providers can send their delivery reports, as far as this machine can tell. */
export const webhookAddressCheck: DoctorCheck = {
  name: NAME,
  async run(context, signal) {
    const { publicUrl } = context.read(httpConfig);
    if (publicUrl === undefined) return [withoutAddress(context)];
    const address = await resolve(new URL(publicUrl).hostname);
    if ('fault' in address)
      return [
        fail(NAME, `The host name in PUBLIC_URL ${address.fault}.`, 'Create its DNS record, or correct PUBLIC_URL.'),
      ];
    const answered = judge(await probe(publicUrl + UNKNOWN_WEBHOOK, { signal }));
    if (answered.status === 'fail' || !address.isPrivate) return [answered];
    return [
      warn(
        NAME,
        'PUBLIC_URL leads to a private address, which providers cannot reach unless their DNS answers otherwise.',
        'Set PUBLIC_URL to an address that is reachable from the internet.',
      ),
    ];
  },
};

function withoutAddress(context: DoctorContext): Finding {
  const configured = context.read(smsConfig).providers.map(({ name }) => name);
  const senders = PROVIDERS.filter(
    ({ name, capabilities }) => configured.includes(name) && capabilities.includes('webhook'),
  );
  if (senders.length === 0)
    return pass(NAME, 'PUBLIC_URL is not set, and no provider with a key sends delivery reports.');
  const names = senders.map(({ title }) => title).join(' and ');
  return warn(
    NAME,
    `PUBLIC_URL is not set, so ${names} cannot send delivery reports.`,
    'Set PUBLIC_URL to the address at which the internet reaches Ramz, such as https://otp.example.com.',
  );
}

/** Ramz answers an unknown provider with a problem document. Anything else comes from something in between. */
function judge(answer: ProbeResult): Finding {
  if ('fault' in answer) {
    return fail(
      NAME,
      `From this machine PUBLIC_URL does not lead to Ramz: ${answer.fault}.`,
      'Start Ramz and its proxy, and check DNS, certificate and firewall; some networks cannot reach their own public address.',
    );
  }
  const { status, headers } = answer;
  if (status === 404 && String(headers['content-type']).startsWith('application/problem+json')) {
    return pass(
      NAME,
      'PUBLIC_URL leads to Ramz from this machine; whether providers reach it shows only with a report.',
    );
  }
  return fail(
    NAME,
    `Something other than Ramz answers at ${UNKNOWN_WEBHOOK} of PUBLIC_URL (HTTP ${status}).`,
    'Have the proxy pass every path below /api/ to Ramz, without a login or a redirect, or correct PUBLIC_URL.',
  );
}

async function resolve(hostname: string): Promise<{ isPrivate: boolean } | { fault: string }> {
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
    return {
      isPrivate: addresses.every(({ address, family }) => PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4')),
    };
  } catch (error) {
    return { fault: codeOf(error) === 'ENOTFOUND' ? 'does not exist' : 'cannot be looked up' };
  }
}
