import type { Backlog } from '../messaging/index.js';
import { sendingProblems } from './sending-health.service.js';

const NOW = Date.UTC(2026, 0, 1);
const NOTHING: Backlog = { lateCodes: 0, lateMessages: 0, oldestQueuedAt: null, abandoned: 0 };
const problems = (role: string, backlog: Partial<Backlog>) =>
  sendingProblems([{ role: 'api' }, { role }], { ...NOTHING, ...backlog }, NOW);

describe('sendingProblems', () => {
  it.each(['worker', 'all'])('finds none while a process of role %s sends in time', (role) => {
    expect(problems(role, {})).toEqual([]);
  });

  it('names the absence of workers', () => {
    expect(problems('api', {})).toEqual([expect.stringMatching(/^No worker is running.*ROLE=worker/)]);
  });

  it('names how many messages are late, and for how long the oldest has waited', () => {
    const oldestQueuedAt = new Date(NOW - 20 * 60_000);
    const [problem, ...others] = problems('all', { lateCodes: 3, lateMessages: 2, oldestQueuedAt });
    expect(problem).toMatch(/3 codes for more than a minute and 2 other messages.*oldest for 20 minutes/);
    expect(others).toEqual([]);
  });

  it('names messages that a worker left', () => {
    expect(problems('worker', { abandoned: 1 })).toEqual([expect.stringContaining('1 messages were left by a worker')]);
  });
});
