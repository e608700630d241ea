import type { Problem } from './problem.js';

/** Either `data` or `problem`. Only an aborted call is rejected. */
export type Result<T> =
  | { data: T; problem?: undefined; response: Response }
  | { data?: undefined; problem: Problem; response?: Response };
