import type { Dimension } from '../policy/fraud-policy.schema.js';

/** A bucket, and whether it counts the unverified codes of one number once. */
export interface BucketKey {
  dimension: Dimension;
  key: string;
  countsNumbers: boolean;
}

/** A request for a code that is about to be sent. */
export interface CountedAsk {
  id: string;
  recipientKey: string;
  addressKey: string;
  country?: string;
  buckets: BucketKey[];
  now: Date;
}

/** The figures of a bucket, with the request that is just counted. */
export interface BucketFigures {
  /** Unverified codes, leaking within an hour and a day. */
  hourLevel: number;
  dayLevel: number;
  /** Verified codes, leaking within an hour, a day and 14 days. */
  verifiedHour: number;
  verifiedDay: number;
  verifiedFortnight: number;
}

/** The figures alone, without what else a row has. */
export function figuresOf(row: BucketFigures): BucketFigures {
  const { hourLevel, dayLevel, verifiedHour, verifiedDay, verifiedFortnight } = row;
  return { hourLevel, dayLevel, verifiedHour, verifiedDay, verifiedFortnight };
}

export interface Observation {
  buckets: Partial<Record<Dimension, BucketFigures>>;
  /** Countries with an unverified code from the client address within 24 hours, this request's included. */
  countries: number;
}

/** Counts codes that were asked for and not verified. */
export abstract class BucketStore {
  /** Counts a request in all its buckets at once. @throws DeadlineError if the store does not answer in time */
  abstract count(ask: CountedAsk): Promise<Observation>;

  /** Takes a request out of its buckets again, because nothing is sent. */
  abstract withdraw(askId: string, now: Date): Promise<void>;

  /** Takes the requests of a recipient out of their buckets, because one of its codes was verified. */
  abstract drain(recipientKey: string, now: Date): Promise<void>;
}
