import bounds from './bounds.mjs';
import bulk from './bulk.mjs';
import cycle from './cycle.mjs';
import drain from './drain.mjs';
import guard from './guard.mjs';
import oldRows from './old-rows.mjs';
import processes from './processes.mjs';
import refresh from './refresh.mjs';
import refused from './refused.mjs';
import send from './send.mjs';
import start from './start.mjs';
import verify from './verify.mjs';

/** In the order of the table. */
export const ROWS = [
  ...send,
  ...cycle,
  ...verify,
  ...refresh,
  ...refused,
  ...drain,
  ...oldRows,
  ...bulk,
  ...guard,
  ...processes,
  ...start,
  ...bounds,
];
