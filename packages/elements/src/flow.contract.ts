import type { Channel, Purpose, SessionKind, Verified } from './api.js';
import type { Challenge } from './challenge.js';
import type { UnansweredRequest } from './code-requester.js';
import type { HumanCheck } from './human-check.js';
import type { Problem } from './problem.js';

export interface FlowSettings {
  purpose: Purpose;
  session: SessionKind;
  /** Language of the message. */
  locale: string;
  /** Fewer channels than the server offers. */
  channels?: readonly string[];
  draft: Draft;
}

export interface FlowHooks {
  changed: () => void;
  verified: (answer: Verified) => void;
  failed: (problem: Problem) => void;
  solve: (check: HumanCheck, signal: AbortSignal) => Promise<string>;
}

/** What the user has entered so far. */
export interface Draft {
  channel?: Channel;
  country?: string;
  phone?: string;
  email?: string;
}

export interface Saved {
  draft: Draft;
  challenge: Challenge;
  unanswered: UnansweredRequest;
}

export type Step = 'loading' | 'unavailable' | 'contact' | 'code' | 'done';
