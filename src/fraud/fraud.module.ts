import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { EventsModule } from '../events/index.js';
import { ThrottlingModule } from '../throttling/index.js';
import { BucketRepository } from './buckets/bucket.repository.js';
import { BucketStore } from './buckets/bucket.store.js';
import { FraudDecisionRepository } from './decisions/fraud-decision.repository.js';
import { FraudDecisionService } from './decisions/fraud-decision.service.js';
import { CodeGuardService } from './guard/code-guard.service.js';
import { GuardStatusService } from './guard/guard-status.service.js';
import { FraudSettingsRepository } from './guard/fraud-settings.repository.js';
import { FraudSettingsService } from './guard/fraud-settings.service.js';
import { GuardKeys } from './guard/guard-keys.js';
import { VerifiedBeforeRepository } from './guard/verified-before.repository.js';
import { ConversionHourRepository } from './history/conversion-hour.repository.js';
import { ConversionDropService } from './history/conversion-drop.service.js';
import { ConversionTrendService } from './history/conversion-trend.service.js';
import { CountryHistoryService } from './history/country-history.service.js';
import { AltchaVerifier } from './human-check/altcha/altcha.verifier.js';
import { SpentChallengeRepository } from './human-check/altcha/spent-challenge.repository.js';
import { humanCheckConfig, type HumanCheckConfig } from './human-check/human-check.config.js';
import { HumanCheckService, type ActiveCheck } from './human-check/human-check.service.js';
import { RequestRiskService } from './human-check/request-risk.service.js';
import { SiteverifyClient } from './human-check/siteverify/siteverify.client.js';
import { SITEVERIFY_PROVIDERS } from './human-check/siteverify/siteverify.providers.js';
import { SiteverifyVerifier } from './human-check/siteverify/siteverify.verifier.js';
import { FraudListRepository } from './lists/fraud-list.repository.js';
import { FraudListService } from './lists/fraud-list.service.js';
import { FraudPolicyRepository } from './policy/fraud-policy.repository.js';
import { FraudPolicyService } from './policy/fraud-policy.service.js';
import { SendGuardService } from './guard/send-guard.service.js';
import { ReplayRepository } from './replay/replay.repository.js';
import { ReplayService } from './replay/replay.service.js';
import { GuardRetentionRepository } from './retention/guard-retention.repository.js';
import { GuardRetentionService } from './retention/guard-retention.service.js';
import { MessageSpendService } from './spend/message-spend.service.js';
import { SpendRepository } from './spend/spend.repository.js';
import { SpendService } from './spend/spend.service.js';

/** Protects against requests for codes whose only purpose is to cause costs. */
@Module({
  imports: [EventsModule, ThrottlingModule],
  providers: [
    CodeGuardService,
    FraudSettingsService,
    FraudSettingsRepository,
    FraudListService,
    FraudListRepository,
    FraudPolicyService,
    FraudPolicyRepository,
    BucketRepository,
    { provide: BucketStore, useExisting: BucketRepository },
    GuardStatusService,
    ReplayService,
    ReplayRepository,
    FraudDecisionService,
    FraudDecisionRepository,
    CountryHistoryService,
    ConversionHourRepository,
    ConversionDropService,
    ConversionTrendService,
    GuardRetentionService,
    GuardRetentionRepository,
    SpendService,
    MessageSpendService,
    SendGuardService,
    SpendRepository,
    VerifiedBeforeRepository,
    GuardKeys,
    AltchaVerifier,
    SpentChallengeRepository,
    SiteverifyClient,
    RequestRiskService,
    {
      provide: HumanCheckService,
      inject: [humanCheckConfig.KEY, RequestRiskService, SiteverifyClient, AltchaVerifier, Clock],
      useFactory: (
        { check }: HumanCheckConfig,
        risk: RequestRiskService,
        client: SiteverifyClient,
        altcha: AltchaVerifier,
        clock: Clock,
      ) => {
        const fallback: ActiveCheck = { provider: 'altcha', siteKey: undefined, demand: 'risk', verifier: altcha };
        if (!check) return new HumanCheckService(undefined, risk, fallback);
        const { provider, siteKey, verifyUrl, secret = '' } = check;
        const verifier =
          provider === 'altcha'
            ? altcha
            : new SiteverifyVerifier(SITEVERIFY_PROVIDERS[provider], { siteKey, verifyUrl, secret }, client, clock);
        return new HumanCheckService({ ...check, verifier }, risk, fallback);
      },
    },
  ],
  exports: [
    CodeGuardService,
    GuardStatusService,
    ReplayService,
    HumanCheckService,
    FraudSettingsService,
    FraudListService,
    FraudPolicyService,
    FraudDecisionRepository,
    ConversionHourRepository,
    ConversionDropService,
    ConversionTrendService,
    GuardRetentionService,
    SpendService,
    SendGuardService,
    SpendRepository,
    GuardKeys,
  ],
})
export class FraudModule {}
