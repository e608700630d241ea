import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { httpConfig, type HttpConfig } from '../../http/index.js';
import { SimulatedMessageRepository } from '../../messaging/index.js';
import { smsConfig, type SmsConfig } from '../sending/sms.config.js';
import { canWarn } from './provider-capabilities.js';
import type { SmsProvider } from './provider.contract.js';
import { ProviderHttp } from './provider-http.js';
import { SimulationProvider } from './simulation/simulation.provider.js';

/** The configured providers, or the simulation. */
@Injectable()
export class ProviderRegistry implements OnApplicationShutdown {
  private readonly logger = new Logger('Providers');
  private readonly http = new ProviderHttp();
  private readonly providers: Map<string, SmsProvider>;

  constructor(
    @Inject(smsConfig.KEY) sms: SmsConfig,
    @Inject(httpConfig.KEY) { publicUrl }: HttpConfig,
    simulated: SimulatedMessageRepository,
  ) {
    const providers = sms.providers.map((provider) =>
      provider.create({ http: this.http, reportUrl: publicUrl && `${publicUrl}/api/v1/webhooks/${provider.name}` }),
    );
    if (sms.simulated) providers.push(new SimulationProvider((message) => simulated.keep(message)));
    this.providers = new Map(providers.map((provider) => [provider.name, provider]));
    for (const provider of providers.filter(canWarn)) {
      for (const reason of provider.warnings()) {
        this.logger.warn({ message: 'provider configuration incomplete', provider: provider.name, reason });
      }
    }
  }

  /** @throws Error if the provider is not configured */
  get(name: string): SmsProvider {
    const provider = this.providers.get(name);
    if (!provider) throw new Error(`The provider ${name} is not configured`);
    return provider;
  }

  /** Like `get`, for names from outside. */
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
