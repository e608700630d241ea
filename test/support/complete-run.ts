/** Whether this is the complete run, as CI does it with RAMZ_TEST_COMPLETE=1: more trials, and the slow tests. */
export const isCompleteRun = process.env['RAMZ_TEST_COMPLETE'] === '1';

/** Groups of tests that take minutes. `npm test` says that it leaves them out. */
export const describeInCompleteRun = isCompleteRun ? describe : describe.skip;
