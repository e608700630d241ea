// What the admin routes answer, as far as the console shows it. openapi.json describes all of it.

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Counts {
  asked: number;
  accepted: number;
  delivered: number;
  verified: number;
}

export interface Funnel {
  totals: Counts;
  steps: (Counts & { at: string })[];
  countries: (Counts & { country: string })[];
  providers: (Counts & { provider: string | null })[];
}

export interface TimelineEntry {
  at: string;
  kind: string;
  text: string;
  provider?: string;
  method?: string;
  outcome?: string;
  raw_code?: number;
  latency_ms?: number;
}

export interface Explanation {
  summary: string;
  recipient: string;
  timeline: TimelineEntry[];
}

export interface Message {
  id: string;
  kind: string;
  channel: string;
  recipient: string;
  status: string;
  provider: string | null;
  provider_message_id: string | null;
  method: string | null;
  sender: string | null;
  requested_by: string | null;
  segments: number | null;
  cost: number | null;
  currency: string | null;
  last_error: string | null;
  created_at: string;
  accepted_at: string | null;
  reported_at: string | null;
  expires_at: string;
}

export interface Attempt {
  provider: string;
  method: string;
  outcome: string;
  raw_code: number | null;
  meaning: string | null;
  latency_ms: number | null;
  started_at: string;
}

export interface MessageDetail extends Message {
  route_reason: string | null;
  attempts: Attempt[];
}

export interface Limit {
  name: string;
  purpose?: string;
  by?: string;
  limit: number;
  used: number;
  remaining: number;
  resets_in: number;
}

export interface Limits {
  phone_number?: string;
  email?: string;
  limits: Limit[];
}

export interface User {
  id: string;
  phone_number: string | null;
  phone_verified_at: string | null;
  email: string | null;
  email_verified_at: string | null;
  role: string;
  blocked_at: string | null;
  created_at: string;
  last_login_at: string | null;
  last_active_at: string | null;
}

export interface Session {
  id: string;
  user_agent: string | null;
  created_at: string;
  last_used_at: string;
  expires_at: string;
}

export interface Account {
  provider: string;
  checked_at: string;
  credit?: number;
  currency?: string;
  low: boolean;
  type?: string;
  error?: string;
}

export interface Alert {
  name: string;
  summary: string;
  /** The section of the documentation that says what to do. */
  docs: string;
  raised_at: string;
  cleared_at: string | null;
}

export interface Status {
  mode: string;
  problems: string[];
  alerts: object[];
  providers: { name: string; methods: string[]; bulk: boolean; reports: string[] }[];
  routes: Record<string, string[]>;
  breakers: { name: string; cause: string; reason: string; opened_at: string; retry_at: string }[];
  last_errors: {
    provider: string;
    method: string;
    raw_code: number | null;
    meaning: string | null;
    count: number;
    last_at: string;
  }[];
  accounts: Account[];
  queue: { queued: number; sending: number; oldest_age: number | null };
  processes: { role: string; host: string; version: string; started_at: string; last_seen_at: string }[];
}

export interface Event {
  id: string;
  type: string;
  timestamp: string;
  subject: string | null;
  data: Record<string, unknown>;
}

export interface PolicyInForce {
  mode: string;
  version: number;
  set_at: string | null;
}

export interface GuardDecision {
  at: string;
  rule: string;
  figure: number;
  threshold: number;
  action: string;
  enforced: boolean;
  outcome: string;
  country: string | null;
  recipient: string;
  /** Null for a request for a code. */
  requested_by: string | null;
}

export interface ListEntries {
  items: { entry: string; created_at: string }[];
}

export interface DailyConversion {
  country: string;
  provider: string;
  /** In UTC, such as 2026-01-31. */
  day: string;
  sent: number;
  verified: number;
  ratio: number;
}

/** What bull-board answers. */
export interface Queues {
  queues: { name: string; counts: Record<string, number> }[];
}
