import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig, type ProviderName } from '../../config/index.js';
import { KavenegarProvider } from './kavenegar/kavenegar.provider.js';
import type { SmsProvider } from './provider.contract.js';
import { ProviderHttp } from './provider-http.js';
import { SimulationProvider } from './simulation/simulation.provider.js';

/** Every provider that has credentials, or the simulation. */
@Injectable()
export class ProviderRegistry implements OnApplicationShutdown {
  private readonly http = new ProviderHttp();
  private readonly providers: Map<string, SmsProvider>;

  constructor(config: AppConfig) {
    const providers: SmsProvider[] = [];
    if (config.kavenegar) providers.push(new KavenegarProvider(config.kavenegar, this.http));
    if (config.sms.simulated) providers.push(new SimulationProvider());
    this.providers = new Map(providers.map((provider) => [provider.name, provider]));
  }

  get(name: ProviderName | 'simulation'): SmsProvider {
    const provider = this.providers.get(name);
    if (!provider) throw new Error(`The provider ${name} is not configured`);
    return provider;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}
