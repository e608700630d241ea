import { hostname } from 'node:os';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../config/index.js';
import type { SharedKeys } from './secret-fingerprint.js';

/** What other processes may know about this one. */
export class ProcessIdentity {
  readonly id = uuidv7();
  readonly host = hostname();
  /** How far its clock is ahead of the clock of the database, in milliseconds. */
  skewMs = 0;
  /** Ids of the keys by variable: the first one writes. */
  readonly keys: Record<string, string[]>;

  constructor(
    readonly role: Role,
    readonly version: string,
    sharedKeys: SharedKeys[],
  ) {
    this.keys = Object.fromEntries(sharedKeys.map(({ variable, keys }) => [variable, keys.map(({ id }) => id)]));
  }
}
