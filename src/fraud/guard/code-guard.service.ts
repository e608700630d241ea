import { Inject, Injectable, Logger } from '@nestjs/common';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { DeadlineError } from '../../common/deadline.js';
import { maskRecipient, type Recipient } from '../../common/recipient.js';
import { isStoreUnavailable } from '../../common/store-errors.js';
import { tooManyRequests } from '../../throttling/index.js';
import { addressKey } from '../../common/client-address.js';
import { bucketsOf } from '../buckets/bucket-keys.js';
import { BucketStore, type Observation } from '../buckets/bucket.store.js';
import type { Outcome } from '../decisions/fraud-decision.repository.js';
import { FraudDecisionService } from '../decisions/fraud-decision.service.js';
import { CountryHistoryService } from '../history/country-history.service.js';
import { HumanCheckService } from '../human-check/human-check.service.js';
import { SpendService, type Reservation } from '../spend/spend.service.js';
import { FraudSettingsService } from './fraud-settings.service.js';
import { GuardKeys } from './guard-keys.js';
import { guardConfig, type GuardConfig } from './guard.config.js';
import { hardness, judge, suspicionOf, type Finding } from './guard.policy.js';
import { VerifiedBeforeRepository } from './verified-before.repository.js';

const RETRY_AFTER_SECONDS = 5;
const EMAIL_ONLY = 'Codes cannot be sent to this number by text or call at the moment. Please use email.';

/** A request for a code, after it was checked and before it is counted. */
export interface GuardedRequest {
  /** The id that the challenge gets. */
  challengeId: string;
  recipient: Recipient;
  /** sms, call or email. */
  channel: string;
  /** How many segments its text has. */
  segments: number;
  /** Client IP address; undefined for an auth server, whose users share its address and have passed its own checks. */
  address?: string;
  /** A hint that the client sends about its device. */
  device?: string;
  captchaToken?: string;
  /** False for test numbers, to which nothing is sent. */
  isSent: boolean;
}

/** A request that was let through. `withdraw` it if no code is sent all the same. */
export interface Passage {
  challengeId: string;
  isCounted: boolean;
  reservation?: Reservation;
  /** Resolves when what was decided is stored. Never rejects. */
  recorded?: Promise<unknown>;
}

/** A finding that may be carried out. */
interface Judgement {
  finding: Finding;
  isEnforced: boolean;
}

/** Decides whether a code is sent, from the lists, the buckets of unverified codes and the money that is left. */
@Injectable()
export class CodeGuardService {
  private readonly logger = new Logger('Guard');

  constructor(
    @Inject(guardConfig.KEY) private readonly config: GuardConfig,
    private readonly settings: FraudSettingsService,
    private readonly buckets: BucketStore,
    private readonly histories: CountryHistoryService,
    private readonly humanCheck: HumanCheckService,
    private readonly verifiedBefore: VerifiedBeforeRepository,
    private readonly decisions: FraudDecisionService,
    private readonly spending: SpendService,
    private readonly keys: GuardKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * Call it after every other check of the request and before its recipient is counted: a captcha token that passes is spent.
   * @throws AppError destination_suspended, captcha_required, captcha_invalid, rate_limited, channel_unavailable,
   * service_unavailable
   */
  async admit(request: GuardedRequest): Promise<Passage> {
    const passage: Passage = { challengeId: request.challengeId, isCounted: false };
    if (this.config.mode === 'off' || !request.isSent) return this.withoutFinding(request, passage);
    const listed = this.settings.matcher().find({
      recipient: request.recipient.value,
      country: countryOf(request),
      address: request.address,
    });
    if (listed?.list === 'block') return this.block(request, 'block_list');
    if (listed?.list === 'allow' || request.recipient.kind === 'email') return this.withoutFinding(request, passage);
    if (this.hasRefusedLineType(request)) return this.block(request, 'line_type');
    try {
      const judgements = [await this.countInBuckets(request, passage), await this.setAside(request, passage)];
      await this.act(
        request,
        passage,
        judgements.filter((one) => one !== undefined),
      );
      return passage;
    } catch (error) {
      await this.withdraw(passage);
      throw error;
    }
  }

  /** Takes a request out of the buckets again, because no code is sent. Never throws. */
  async withdraw({ challengeId, isCounted, reservation }: Passage): Promise<void> {
    try {
      if (isCounted) await this.buckets.withdraw(challengeId, this.now());
      if (reservation) await this.spending.giveBack(reservation);
    } catch (error) {
      this.logger.warn({ message: 'failed to withdraw a request', error });
    }
  }

  /** Drains the buckets of a recipient who has entered a code. Never throws: the code is used. */
  async drain(recipient: string): Promise<void> {
    if (this.config.mode === 'off' || recipient.includes('@')) return;
    try {
      await this.buckets.drain(this.keys.hash('recipient', recipient), this.now());
    } catch (error) {
      this.logger.warn({ message: 'failed to drain the buckets', error });
    }
  }

  private async withoutFinding(request: GuardedRequest, passage: Passage): Promise<Passage> {
    await this.check(request);
    return passage;
  }

  private async check({ recipient, address, captchaToken }: GuardedRequest, suspicion?: number): Promise<void> {
    if (address === undefined) return;
    await this.humanCheck.assertPassed({ recipient: recipient.value, address, captchaToken, suspicion });
  }

  /** What administrators have forbidden is refused in every mode but `off`. */
  private async block(request: GuardedRequest, rule: string): Promise<never> {
    await this.keep(
      request,
      { finding: { rule, figure: 1, threshold: 0, action: 'refuse' }, isEnforced: true },
      'refused',
    );
    throw new AppError('destination_suspended');
  }

  private hasRefusedLineType({ recipient }: GuardedRequest): boolean {
    const refused: readonly string[] = this.settings.policy().refused_line_types;
    if (refused.length === 0) return false;
    return refused.includes(parsePhoneNumberFromString(recipient.value)?.getType() ?? '');
  }

  /**
   * While the store is away, requests are refused: a code could not be stored either, and would wait for the same database
   * in vain. A guard that only records lets requests pass if its own statement is at fault.
   */
  private async countInBuckets(request: GuardedRequest, passage: Passage): Promise<Judgement | undefined> {
    const country = countryOf(request);
    let observation: Observation;
    try {
      const [observed, history] = await Promise.all([
        this.buckets.count(this.countedAsk(request)),
        country && this.histories.of(country),
      ]);
      passage.isCounted = true;
      observation = observed;
      const finding = judge(this.settings.policy(), observation, history || undefined);
      return finding && { finding, isEnforced: this.config.mode === 'enforce' };
    } catch (cause) {
      if (this.config.mode === 'enforce' || isStoreUnavailable(cause) || cause instanceof DeadlineError) {
        throw new AppError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
      }
      this.logger.warn({ message: 'request not guarded', error: cause });
      return undefined;
    }
  }

  private countedAsk({ challengeId, recipient, address, device }: GuardedRequest) {
    const hash = (kind: string, text: string) => this.keys.hash(kind, text);
    const country = recipient.kind === 'phone' ? recipient.country : '';
    return {
      id: challengeId,
      recipientKey: hash('recipient', recipient.value),
      // Without an address a request shares none, so an auth server may serve any number of countries.
      addressKey: hash('address', address === undefined ? challengeId : addressKey(address)),
      country,
      buckets: bucketsOf({ recipient: recipient.value, country, address, device }, hash),
      now: this.now(),
    };
  }

  /** An administrator sets each limit of money, so it is kept in every mode but `off`. */
  private async setAside(request: GuardedRequest, passage: Passage): Promise<Judgement | undefined> {
    const country = countryOf(request);
    if (country === undefined || request.channel === 'email') return undefined;
    passage.reservation = await this.spending.reserve(request.challengeId, country, request.segments);
    const finding = passage.reservation?.finding;
    return finding && { finding, isEnforced: true };
  }

  private async act(request: GuardedRequest, passage: Passage, judgements: Judgement[]): Promise<void> {
    const recorded = judgements.filter(({ isEnforced, finding }) => !isEnforced || finding.action === 'record');
    // In enforce it would not have been sent, so it counts nowhere.
    const counts = !recorded.some(({ finding }) => hardness(finding.action) > hardness('human_check'));
    passage.recorded = Promise.all([
      ...recorded.map((judgement) => this.keep(request, judgement, 'sent')),
      counts ? undefined : this.withdraw({ ...passage, reservation: undefined }),
    ]);
    passage.isCounted &&= counts;
    const enforced = judgements
      .filter((judgement) => !recorded.includes(judgement))
      .toSorted((a, b) => hardness(b.finding.action) - hardness(a.finding.action))[0];
    if (enforced) await this.carryOut(request, passage, enforced);
    else await this.check(request);
  }

  /**
   * Every action but `record` asks for a human check first, for every recipient, so that nobody learns who uses the
   * service. After it, numbers that were verified before get their code.
   */
  private async carryOut(request: GuardedRequest, passage: Passage, judgement: Judgement): Promise<void> {
    const { finding } = judgement;
    try {
      await this.check(request, suspicionOf(finding));
    } catch (error) {
      await this.keep(request, judgement, 'challenged');
      throw error;
    }
    const isVerified =
      hardness(finding.action) > hardness('human_check') &&
      (await this.verifiedBefore.includes(request.recipient.value));
    if (isVerified && passage.reservation && finding.action === 'refuse') {
      passage.reservation = await this.spending.reserveBeyondCeiling(passage.reservation, countryOf(request)!);
    }
    const { outcome, error } = isVerified ? SENT : this.endOf(finding, request);
    await this.keep(request, judgement, outcome);
    if (error) throw error;
  }

  private endOf({ action }: Finding, { channel }: GuardedRequest): { outcome: Outcome; error?: AppError } {
    switch (action) {
      case 'refuse':
        return { outcome: 'refused', error: new AppError('destination_suspended') };
      case 'delay':
        return { outcome: 'delayed', error: tooManyRequests(this.settings.policy().delay_seconds) };
      case 'other_channel':
        if (channel === 'email') return SENT;
        return { outcome: 'other_channel', error: new AppError('channel_unavailable', { detail: EMAIL_ONLY }) };
      default:
        return SENT;
    }
  }

  private async keep(request: GuardedRequest, { finding, isEnforced }: Judgement, outcome: Outcome): Promise<void> {
    const { value } = request.recipient;
    const decision = {
      ...finding,
      at: this.now(),
      isEnforced,
      outcome,
      country: countryOf(request),
      recipientKey: this.keys.hash('recipient', value),
      maskedRecipient: maskRecipient(value),
    };
    await this.decisions.keep(decision, value);
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

const SENT: { outcome: Outcome; error?: AppError } = { outcome: 'sent' };

function countryOf({ recipient }: GuardedRequest): string | undefined {
  return recipient.kind === 'phone' ? recipient.country : undefined;
}
