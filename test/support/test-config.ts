import type { DynamicModule } from '@nestjs/common';
import { NAMESPACES } from '../../src/configuration.js';

class TestConfigModule {}

/** Every namespace of the configuration, read from these variables instead of the environment of the process. */
export function testConfig(variables: Record<string, string | undefined>): DynamicModule {
  const providers = NAMESPACES.map((namespace) => ({
    provide: namespace.KEY,
    useFactory: () => namespace.read(variables),
  }));
  return { module: TestConfigModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
}
