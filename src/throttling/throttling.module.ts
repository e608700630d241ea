import { Global, Module } from '@nestjs/common';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { AppConfig } from '../config/index.js';
import { IpThrottlerGuard } from './ip-throttler.guard.js';
import { LimitCounter } from './limit-counter.js';
import { LimitKeys } from './limit-keys.js';
import { LimitStoreModule } from './limit-store.module.js';
import { LimitService } from './limits.service.js';
import { RateLimiterStorage } from './throttler.storage.js';

/** The limits per client address (`@LimitByIp` and `IpThrottlerGuard`) and per number (`LimitsService`). */
@Global()
@Module({
  imports: [
    LimitStoreModule,
    ThrottlerModule.forRootAsync({
      imports: [LimitStoreModule],
      inject: [AppConfig, RateLimiterStorage],
      useFactory: (config: AppConfig, storage: RateLimiterStorage): ThrottlerModuleOptions => ({
        storage,
        ipv6SubnetPrefix: 64,
        throttlers: Object.entries(config.limits)
          .filter(([name]) => name.endsWith('_ip'))
          .map(([name, rule]) => ({ name, limit: rule.limit, ttl: rule.windowSeconds * 1000 })),
      }),
    }),
  ],
  providers: [LimitKeys, LimitCounter, LimitService, IpThrottlerGuard],
  exports: [LimitKeys, LimitService, IpThrottlerGuard],
})
export class ThrottlingModule {}
