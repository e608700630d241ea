import { Global, Module } from '@nestjs/common';
import { BreakerRepository } from './breaker.repository.js';
import { BreakerService } from './breaker.service.js';

/** Workers ask before they send; the API asks before it promises. */
@Global()
@Module({ providers: [BreakerRepository, BreakerService], exports: [BreakerService] })
export class BreakersModule {}
