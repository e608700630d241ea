import TestSequencer from '@jest/test-sequencer';
import { SLOW_TESTS } from './slow-tests.mjs';

/** Without times of an earlier run, Jest goes by the size of a file; a slow one that comes last runs alone. */
export default class SlowTestsFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}

function rank({ path }) {
  const index = SLOW_TESTS.findIndex((name) => path.endsWith(`/test/${name}.spec.ts`));
  return index < 0 ? SLOW_TESTS.length : index;
}
