import { Module } from '@nestjs/common';
import { AppConfig } from '../config/index.js';
import { FaultLog } from './human-check/fault-log.js';
import { HumanCheckService } from './human-check/human-check.service.js';
import { humanVerifierOf } from './human-check/human-verifier.registry.js';
import { RepeatedAsksSignal } from './human-check/repeated-asks.signal.js';
import { SiteverifyClient } from './human-check/siteverify.client.js';
import { SiteverifyHttp } from './human-check/siteverify.http.js';

/** What keeps codes from those who ask for them only to make them cost. */
@Module({
  providers: [
    FaultLog,
    SiteverifyHttp,
    SiteverifyClient,
    RepeatedAsksSignal,
    {
      provide: HumanCheckService,
      inject: [AppConfig, SiteverifyClient, RepeatedAsksSignal],
      useFactory: ({ captcha }: AppConfig, siteverify: SiteverifyClient, repeatedAsks: RepeatedAsksSignal) =>
        new HumanCheckService(captcha && { ...captcha, verifier: humanVerifierOf(captcha, siteverify) }, [repeatedAsks]),
    },
  ],
  exports: [HumanCheckService],
})
export class FraudModule {}
