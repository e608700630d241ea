import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { httpConfig, type HttpConfig } from '../../http/index.js';
import { smsConfig, type SmsConfig } from '../sending/sms.config.js';
import { canWarn } from './provider-capabilities.js';
import type { SmsProvider } from './provider.contract.js';
import { ProviderHttp } from './provider-http.js';
import { SimulationProvider } from './simulation/simulation.provider.js';

/** Every provider that has credentials, or the simulation. */
@Injectable()
export class ProviderRegistry implements OnApplicationShutdown {
  private readonly logger = new Logger('Providers');
  private readonly http = new ProviderHttp();
  private readonly providers: Map<string, SmsProvider>;

  constructor(@Inject(smsConfig.KEY) sms: SmsConfig, @Inject(httpConfig.KEY) { publicUrl }: HttpConfig) {
    const providers = sms.providers.map(({ name, create }) =>
      create({ http: this.http, reportUrl: publicUrl && `${publicUrl}/api/v1/webhooks/${name}` }),
    );
    if (sms.simulated) providers.push(new SimulationProvider());
    this.providers = new Map(providers.map((provider) => [provider.name, provider]));
    for (const warning of providers.filter(canWarn).flatMap((provider) => provider.warnings()))
      this.logger.warn(warning);
  }

  /** @throws Error when the provider is not configured */
  get(name: string): SmsProvider {
    const provider = this.providers.get(name);
    if (!provider) throw new Error(`The provider ${name} is not configured`);
    return provider;
  }

  /** Like `get`, for names that a stranger may have chosen. */
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
