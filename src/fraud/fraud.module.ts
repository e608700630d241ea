import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ThrottlingModule } from '../throttling/index.js';
import { humanCheckConfig, type HumanCheckConfig } from './human-check/human-check.config.js';
import { HumanCheckService } from './human-check/human-check.service.js';
import { RequestRiskService } from './human-check/request-risk.service.js';
import { SiteverifyClient } from './human-check/siteverify/siteverify.client.js';
import { SITEVERIFY_PROVIDERS } from './human-check/siteverify/siteverify.providers.js';
import { SiteverifyVerifier } from './human-check/siteverify/siteverify.verifier.js';

/** Protects against requests for codes whose only purpose is to cause costs. */
@Module({
  imports: [ThrottlingModule],
  providers: [
    SiteverifyClient,
    RequestRiskService,
    {
      provide: HumanCheckService,
      inject: [humanCheckConfig.KEY, RequestRiskService, SiteverifyClient, Clock],
      useFactory: ({ check }: HumanCheckConfig, risk: RequestRiskService, client: SiteverifyClient, clock: Clock) => {
        if (!check) return new HumanCheckService(undefined, risk);
        const verifier = new SiteverifyVerifier(SITEVERIFY_PROVIDERS[check.provider], check, client, clock);
        return new HumanCheckService({ ...check, verifier }, risk);
      },
    },
  ],
  exports: [HumanCheckService],
})
export class FraudModule {}
