// @ts-nocheck: a Date that is called as a function is not needed here.
// Moves the clock of a process by TEST_SKEW_MS: NODE_OPTIONS=--require test/support/skewed-clock.cjs
const skewMs = Number(process.env.TEST_SKEW_MS);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + skewMs);
    else super(...given);
  }

  static now() {
    return RealDate.now() + skewMs;
  }
};
