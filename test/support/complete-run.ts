/** Whether this is the complete run, as CI does it: more trials of races, and the slow tests on both stores. */
export const isCompleteRun = process.env['RAMZ_TEST_COMPLETE'] === '1';
