import { Global, Module } from '@nestjs/common';
import { BreakersRepository } from './breakers.repository.js';
import { Breakers } from './breakers.service.js';

/** Workers ask before they send; the API asks before it promises. */
@Global()
@Module({ providers: [BreakersRepository, Breakers], exports: [Breakers] })
export class BreakersModule {}
