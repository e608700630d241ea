import { Module } from '@nestjs/common';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { limitConfig, type LimitConfig } from './limit.config.js';
import { IpThrottlerGuard } from './ip-throttler.guard.js';
import { LimitCounter } from './limit-counter.js';
import { LimitKeys } from './limit-keys.js';
import { LimitStoreModule } from './limit-store.module.js';
import { LimitService } from './limit.service.js';
import { RateLimiterStorage } from './rate-limiter.storage.js';

/** Limits per client address (`@LimitByIp` with `IpThrottlerGuard`) and per recipient (`LimitService`). */
@Module({
  imports: [
    LimitStoreModule,
    ThrottlerModule.forRootAsync({
      imports: [LimitStoreModule],
      inject: [limitConfig.KEY, RateLimiterStorage],
      useFactory: ({ rules }: LimitConfig, storage: RateLimiterStorage): ThrottlerModuleOptions => ({
        storage,
        throttlers: Object.entries(rules)
          .filter(([name]) => name.endsWith('_ip'))
          .map(([name, rule]) => ({ name, limit: rule.limit, ttl: rule.windowSeconds * 1000 })),
      }),
    }),
  ],
  providers: [LimitKeys, LimitCounter, LimitService, IpThrottlerGuard],
  exports: [LimitKeys, LimitService, IpThrottlerGuard],
})
export class ThrottlingModule {}
