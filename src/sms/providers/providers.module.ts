import { Global, Module } from '@nestjs/common';
import { SmsAvailability } from '../sms-availability.service.js';
import { ProviderRegistry } from './provider-registry.js';

/** The configured providers: workers send through them, the API reads their reports and accounts. */
@Global()
@Module({ providers: [ProviderRegistry, SmsAvailability], exports: [ProviderRegistry, SmsAvailability] })
export class ProvidersModule {}
