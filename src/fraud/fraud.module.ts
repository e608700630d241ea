import { Module } from '@nestjs/common';
import { ThrottlingModule } from '../throttling/index.js';
import { FaultLog } from './human-check/fault-log.js';
import { humanCheckConfig, type HumanCheckConfig } from './human-check/human-check.config.js';
import { HumanCheckService } from './human-check/human-check.service.js';
import { humanVerifierOf } from './human-check/human-verifier.registry.js';
import { RepeatedAsksSignal } from './human-check/repeated-asks.signal.js';
import { SiteverifyClient } from './human-check/siteverify.client.js';
import { SiteverifyHttp } from './human-check/siteverify.http.js';

/** What keeps codes from those who ask for them only to make them cost. */
@Module({
  imports: [ThrottlingModule],
  providers: [
    FaultLog,
    SiteverifyHttp,
    SiteverifyClient,
    RepeatedAsksSignal,
    {
      provide: HumanCheckService,
      inject: [humanCheckConfig.KEY, SiteverifyClient, RepeatedAsksSignal],
      useFactory: ({ check }: HumanCheckConfig, siteverify: SiteverifyClient, repeatedAsks: RepeatedAsksSignal) =>
        new HumanCheckService(check && { ...check, verifier: humanVerifierOf(check, siteverify) }, [repeatedAsks]),
    },
  ],
  exports: [HumanCheckService],
})
export class FraudModule {}
