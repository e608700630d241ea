import { Registry } from 'prom-client';

/** The metrics that this process counts by itself. Those of the whole fleet are read when they are scraped. */
export const registry = new Registry();
