import { isIP } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';
import { addressKey, readAddress } from '../../common/client-address.js';
import type { Dimension } from '../policy/fraud-policy.schema.js';
import type { BucketKey } from './bucket.store.js';

/** What the guard knows about a request for a code to a number. */
export interface NumberAsk {
  /** E.164. */
  recipient: string;
  country: string;
  /** Client IP address. */
  address?: string;
  /** A hint that the client sends about its device. */
  device?: string;
}

/** Makes a keyed hash of a text. */
export type HashText = (dimension: string, text: string) => string;

/**
 * The buckets that count a request. Countries and prefixes are named in clear, because operators look for them; they are
 * no full numbers. A number counts once by prefix and country, so that the resends of one person are no attack; client
 * addresses and devices count every request.
 */
export function bucketsOf({ recipient, country, address, device }: NumberAsk, hash: HashText): BucketKey[] {
  const hashed = (dimension: Dimension, text: string) => bucket(dimension, hash(dimension, text), false);
  return [
    bucket('country', country, true),
    bucket('prefix_4', recipient.slice(0, -4), true),
    bucket('prefix_3', recipient.slice(0, -3), true),
    ...(address === undefined
      ? []
      : [
          hashed('address', addressKey(address)),
          hashed('network', networkKey(address)),
          hashed('address_country', `${addressKey(address)} ${country}`),
        ]),
    ...(device === undefined ? [] : [hashed('device', device)]),
  ];
}

function bucket(dimension: Dimension, text: string, countsNumbers: boolean): BucketKey {
  return { dimension, key: `${dimension}:${text}`, countsNumbers };
}

/** The /24 of an IPv4 address, the /48 of an IPv6 one. */
function networkKey(written: string): string {
  const address = readAddress(written) ?? written;
  return isIP(address) === 4 ? `${address.split('.').slice(0, 3).join('.')}.0` : normalizeIp(address, 48);
}
