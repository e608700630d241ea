import { Global, Module } from '@nestjs/common';
import { ManagedCodeService } from '../sending/managed-code.service.js';
import { SmsAvailabilityService } from '../sending/sms-availability.service.js';
import { ProviderRegistry } from './provider-registry.js';

/** The configured providers: workers send through them, the API reads their reports and accounts. */
@Global()
@Module({
  providers: [ProviderRegistry, SmsAvailabilityService, ManagedCodeService],
  exports: [ProviderRegistry, SmsAvailabilityService, ManagedCodeService],
})
export class ProvidersModule {}
