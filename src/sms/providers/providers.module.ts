import { Global, Module } from '@nestjs/common';
import { ManagedCodes } from '../managed-codes.service.js';
import { SmsAvailability } from '../sms-availability.service.js';
import { ProviderRegistry } from './provider-registry.js';

/** The configured providers: workers send through them, the API reads their reports and accounts. */
@Global()
@Module({
  providers: [ProviderRegistry, SmsAvailability, ManagedCodes],
  exports: [ProviderRegistry, SmsAvailability, ManagedCodes],
})
export class ProvidersModule {}
