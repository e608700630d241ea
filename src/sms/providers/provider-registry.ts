import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig, type ProviderName } from '../../config/index.js';
import { KavenegarProvider } from './kavenegar/kavenegar.provider.js';
import type { SmsProvider } from './provider.contract.js';
import { ProviderHttp } from './provider-http.js';
import { SmsIrProvider } from './smsir/smsir.provider.js';
import { TwilioProvider } from './twilio/twilio.provider.js';
import { SimulationProvider } from './simulation/simulation.provider.js';

/** Every provider that has credentials, or the simulation. */
@Injectable()
export class ProviderRegistry implements OnApplicationShutdown {
  private readonly logger = new Logger('Providers');
  private readonly http = new ProviderHttp();
  private readonly providers: Map<string, SmsProvider>;

  constructor(config: AppConfig) {
    const providers: SmsProvider[] = [];
    if (config.kavenegar) providers.push(new KavenegarProvider(config.kavenegar, this.http));
    if (config.twilio) {
      const twilio = new TwilioProvider({ ...config.twilio, statusCallbackUrl: callbackUrl(config) }, this.http);
      for (const warning of twilio.warnings()) this.logger.warn(warning);
      providers.push(twilio);
    }
    if (config.smsir) providers.push(new SmsIrProvider(config.smsir, this.http));
    if (config.sms.simulated) providers.push(new SimulationProvider());
    this.providers = new Map(providers.map((provider) => [provider.name, provider]));
  }

  get(name: ProviderName | 'simulation'): SmsProvider {
    const provider = this.providers.get(name);
    if (!provider) throw new Error(`The provider ${name} is not configured`);
    return provider;
  }

  /** As `get`, for names that strangers chose. */
  find(name: string): SmsProvider | undefined {
    return this.providers.get(name);
  }

  all(): SmsProvider[] {
    return [...this.providers.values()];
  }

  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}

/** Twilio sends its reports to the address it is given with each message; there is none without `PUBLIC_URL`. */
function callbackUrl({ http }: AppConfig): string | undefined {
  return http.publicUrl && `${http.publicUrl}/api/v1/webhooks/twilio`;
}
