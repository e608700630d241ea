import { WorkSlice } from './work-slice.js';

describe('WorkSlice', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is over after half a millisecond, and begins again once others had their turn', async () => {
    const time = jest.spyOn(performance, 'now').mockReturnValue(50);
    const slice = new WorkSlice();
    time.mockReturnValue(50.4);
    expect(slice.isOver).toBe(false);
    time.mockReturnValue(50.5);
    expect(slice.isOver).toBe(true);
    let others = 0;
    setImmediate(() => (others += 1));
    await slice.next();
    expect(others).toBe(1);
    expect(slice.isOver).toBe(false);
  });
});
