import { BlockList, isIP } from 'node:net';
import { readAddress } from '../../common/client-address.js';
import type { EntryKind, ListEntry, ListName } from './list-entry.js';

/** What is looked up in the lists. */
export interface ListSubject {
  /** E.164, or an e-mail address in lower case. */
  recipient: string;
  /** ISO country of a number. */
  country?: string;
  /** Client IP address. */
  address?: string;
}

export type ListVerdict = { list: ListName; entry: string } | undefined;

/**
 * Finds the entry that decides about a request. Of the entries for its recipient the most specific one decides, so one
 * number of a blocked prefix can be allowed. Of two that are equally specific, and of a recipient and a client address
 * that disagree, the block decides.
 */
export class ListMatcher {
  private readonly exact = new Map<string, ListName>();
  private readonly ranges: { list: ListName; text: string; addresses: BlockList }[] = [];

  constructor(entries: readonly (ListEntry & { list: ListName })[]) {
    for (const { list, kind, text } of entries) {
      if (kind === 'range') this.ranges.push({ list, text, addresses: rangeOf(text) });
      else if (this.exact.get(text) !== 'block') this.exact.set(text, list);
    }
  }

  find(subject: ListSubject): ListVerdict {
    const found = [this.ofRecipient(subject), this.ofAddress(subject)].filter((one) => one !== undefined);
    return found.find(({ list }) => list === 'block') ?? found[0];
  }

  private ofRecipient({ recipient, country }: ListSubject): ListVerdict {
    for (const text of candidatesOf(recipient, country)) {
      const list = this.exact.get(text);
      if (list) return { list, entry: text };
    }
    return undefined;
  }

  private ofAddress({ address: written }: ListSubject): ListVerdict {
    if (this.ranges.length === 0 || written === undefined) return undefined;
    const address = readAddress(written) ?? written;
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const found = this.ranges.filter(({ addresses }) => addresses.check(address, family));
    const decisive = found.find(({ list }) => list === 'block') ?? found[0];
    return decisive && { list: decisive.list, entry: decisive.text };
  }
}

/** The kind of an entry that `parseListEntry` has written. */
export function kindOfEntry(text: string): EntryKind {
  if (text.startsWith('@')) return 'domain';
  if (text.includes('@')) return 'mailbox';
  if (text.endsWith('*')) return 'prefix';
  if (text.startsWith('+')) return 'number';
  return text.includes('/') ? 'range' : 'country';
}

/** Every entry that could be about a recipient, the most specific first. */
function candidatesOf(recipient: string, country: string | undefined): string[] {
  if (recipient.includes('@')) return [recipient, recipient.slice(recipient.lastIndexOf('@'))];
  const { length } = recipient;
  const prefixes = Array.from({ length: length - 1 }, (_, cut) => `${recipient.slice(0, length - cut)}*`);
  return [recipient, ...prefixes, ...(country === undefined ? [] : [country])];
}

function rangeOf(text: string): BlockList {
  const [address = '', bits] = text.split('/');
  const range = new BlockList();
  range.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return range;
}
