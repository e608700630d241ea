import type { Channel, ChallengeState, Contact, Options, RamzApi } from './api.js';
import { challengeOf, followDelivery, secondsUntil, type Challenge } from './challenge.js';
import { CodeRequester } from './code-requester.js';
import type { Draft, FlowHooks, FlowSettings, Saved, Step } from './flow.contract.js';
import type { HumanCheck } from './human-check.js';
import { offeredChannels } from './offer.js';
import { internationalForm } from './phone-number.js';
import { ENDS_CHANNEL, ProblemError, type Problem } from './problem.js';
import type { SessionStore } from './session-store.js';
import { Tasks, type Task } from './tasks.js';

/** Problems after which this code can no longer be entered. */
const ENDS_CODE = /^(otp_(expired|used|exhausted|not_found)|challenge_required)$/;

/** From the contact to the right code: state and requests, without a view. */
export class VerificationFlow {
  step: Step = 'loading';
  draft: Draft = {};
  challenge?: Challenge;
  isCodeEnded = false;
  /** The human check under way. */
  check?: HumanCheck;
  readonly tasks: Tasks;

  private options?: Options;
  private readonly endedChannels = new Set<Channel>();
  private readonly requester: CodeRequester;
  private following = new AbortController();

  constructor(
    private readonly api: RamzApi,
    readonly settings: FlowSettings,
    private readonly store: SessionStore<Saved>,
    private readonly hooks: FlowHooks,
  ) {
    this.requester = new CodeRequester(api, store, (check, signal) => this.solve(check, signal));
    this.tasks = new Tasks(hooks.changed, (task, problem) => {
      this.react(task, problem);
      hooks.failed(problem);
    });
  }

  start(): void {
    const { draft, challenge } = this.store.read();
    this.draft = { ...this.settings.draft, ...draft };
    if (challenge && challenge.expiresAt > Date.now()) this.enterCode(challenge);
    void this.load();
  }

  stop(): void {
    this.following.abort();
    this.tasks.stop();
  }

  get channels(): Channel[] {
    const { purpose, channels } = this.settings;
    return offeredChannels(this.options, purpose, channels).filter((channel) => !this.endedChannels.has(channel));
  }

  get channel(): Channel | undefined {
    return this.channels.find((channel) => channel === this.draft.channel) ?? this.channels[0];
  }

  /** Other ways to get a code to the same person. */
  get otherChannels(): Channel[] {
    const { challenge } = this;
    if (!challenge || 'email' in challenge.contact) return [];
    return this.channels.filter((channel) => channel !== challenge.channel);
  }

  /** Calling codes by ISO code. */
  get countries(): Options['countries'] {
    return this.options?.countries ?? {};
  }

  get country(): string {
    const { countries, draft, options } = this;
    const choices = [draft.country?.toUpperCase(), options?.default_country, ...Object.keys(countries)];
    return choices.find((country) => country && countries[country]) ?? '';
  }

  /** Whether what the task works with cannot be changed now; where the connection is bad, changing it gives the task up. */
  isLocked(task: Task): boolean {
    return (task === 'verify' && this.isCodeEnded) || (this.tasks.isRunning(task) && !this.tasks.connection);
  }

  /** Seconds. A code that has ended or could not be delivered can be replaced at once. */
  get resendIn(): number {
    const isLive = !this.isCodeEnded && this.challenge?.delivery !== 'failed';
    const cooldown = isLive ? secondsUntil(this.challenge?.resendAt ?? 0) : 0;
    return Math.max(cooldown, this.tasks.waitFor('request'));
  }

  /** Takes what the user enters; a request that is still under way is given up. */
  edit(changes: Draft): void {
    this.tasks.cancel('request');
    Object.assign(this.draft, changes);
    this.store.patch({ draft: this.draft });
    if (this.tasks.waitFor('request') === 0) this.tasks.clearProblem();
    this.hooks.changed();
  }

  /** The user is entering another code. */
  clearWrongCode(): void {
    const { tasks } = this;
    tasks.cancel('verify');
    if (this.isCodeEnded || tasks.problemTask !== 'verify' || tasks.waitFor('verify') > 0) return;
    tasks.clearProblem();
    this.hooks.changed();
  }

  load(): Promise<void> {
    return this.tasks.run('load', async ({ signal, patiently }) => {
      this.options = await patiently(() => this.api.options(signal));
      if (this.step === 'code') return;
      if (!this.channel) throw new ProblemError({ code: 'channel_unavailable', status: 0, detail: '' });
      this.step = 'contact';
    });
  }

  /** Requests a code for what the user has entered. */
  async requestCode(): Promise<void> {
    const { channel, draft } = this;
    const code = this.countries[this.country];
    if (channel === 'email') return this.request({ email: draft.email?.trim() ?? '' }, channel);
    if (channel) return this.request({ phone_number: internationalForm(draft.phone ?? '', code) }, channel);
  }

  /** Requests another code for the same person. */
  async requestAnother(channel = this.challenge?.channel): Promise<void> {
    if (this.challenge && channel && this.resendIn === 0) return this.request(this.challenge.contact, channel);
  }

  async verify(code: string): Promise<void> {
    const { challenge } = this;
    if (!challenge || this.isCodeEnded) return;
    await this.tasks.run('verify', async ({ signal, patiently }) => {
      const { purpose, session } = this.settings;
      const signsIn = purpose === 'login' || purpose === 'registration';
      const body = {
        ...(challenge.id ? { challenge_id: challenge.id } : challenge.contact),
        code,
        purpose,
        ...(signsIn && session === 'cookie' && { session }),
      };
      const answer = await patiently(() => this.api.verify(body, signal));
      this.following.abort();
      this.store.clear();
      this.step = 'done';
      this.hooks.verified(answer);
    });
  }

  /** Goes back to the contact. The code stays valid on the server. */
  changeContact(): void {
    this.tasks.cancel('request', 'verify');
    this.tasks.clearProblem();
    this.following.abort();
    this.challenge = undefined;
    this.store.patch({ challenge: undefined });
    this.step = this.options ? 'contact' : 'loading';
    if (!this.options) void this.load();
    this.hooks.changed();
  }

  /** Applies what the clock alone changes; to be called once a second. */
  tick(): void {
    const isExpired = this.step === 'code' && secondsUntil(this.challenge!.expiresAt) === 0;
    if (isExpired && !this.isCodeEnded && !this.tasks.isRunning('verify')) this.failCode('otp_expired');
    this.tasks.tick();
    this.hooks.changed();
  }

  private request(contact: Contact, channel: Channel): Promise<void> {
    return this.tasks.run('request', async ({ signal, patiently }) => {
      const { purpose, locale } = this.settings;
      const body = { ...contact, purpose, channel, locale };
      try {
        const sent = await this.requester.request(body, this.options, signal, patiently);
        this.enterCode(challengeOf(sent, contact));
      } catch (error) {
        const endsChannel = error instanceof ProblemError && ENDS_CHANNEL.test(error.problem.code);
        // The only channel stays, so that the user sees what does not work.
        if (endsChannel && this.channels.length > 1) this.endedChannels.add(channel);
        throw error;
      }
    });
  }

  private enterCode(challenge: Challenge): void {
    this.challenge = challenge;
    this.isCodeEnded = false;
    this.step = 'code';
    this.store.patch({ challenge, draft: this.draft });
    this.following.abort();
    this.following = new AbortController();
    const { signal } = this.following;
    const look = (id: string): Promise<ChallengeState> => this.api.challenge(id, signal);
    // Rejects when the challenge is followed no longer.
    followDelivery(challenge, look, (state) => this.adopt(challenge, state), signal).catch(() => undefined);
  }

  private adopt(challenge: Challenge, state: ChallengeState): void {
    if (state.status === 'active') {
      challenge.delivery = state.delivery;
      challenge.expiresAt = Date.now() + state.expires_in * 1000;
      challenge.resendAt = Date.now() + state.resend_in * 1000;
      this.store.patch({ challenge });
    } else if (!this.tasks.isRunning('verify') && !this.isCodeEnded) {
      this.failCode(`otp_${state.status}`);
    }
    this.hooks.changed();
  }

  private failCode(code: string): void {
    const problem = { code, status: 0, detail: '' };
    this.tasks.fail('verify', problem);
    this.react('verify', problem);
  }

  private react(task: Task, { code, attempts_left: left }: Problem): void {
    if (task === 'load' && this.step !== 'code') this.step = 'unavailable';
    if (task !== 'verify') return;
    if (ENDS_CODE.test(code) || left === 0) this.isCodeEnded = true;
    if (code === 'otp_superseded') {
      this.following.abort();
      this.challenge = { ...this.challenge!, id: undefined };
      this.store.patch({ challenge: this.challenge });
    }
  }

  private async solve(check: HumanCheck, signal: AbortSignal): Promise<string> {
    this.check = check;
    this.hooks.changed();
    try {
      return await this.hooks.solve(check, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ProblemError ? error : ProblemError.local('human_check_unavailable');
    } finally {
      this.check = undefined;
      this.hooks.changed();
    }
  }
}
