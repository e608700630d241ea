import bounds from './bounds.mjs';
import cycle from './cycle.mjs';
import drain from './drain.mjs';
import refresh from './refresh.mjs';
import refused from './refused.mjs';
import send from './send.mjs';
import verify from './verify.mjs';

/** In the order of the table. */
export const ROWS = [...send, ...cycle, ...verify, ...refresh, ...refused, ...drain, ...bounds];
