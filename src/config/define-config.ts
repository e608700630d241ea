import { registerAs } from '@nestjs/config';
import { z } from 'zod';
import { ConfigurationError } from './configuration.error.js';
import { processEnvironment, type Environment } from './environment.js';

/** What a part of the configuration needs to know of the whole. */
export interface ConfigContext {
  production: boolean;
  /** Every variable that is set, for defaults that depend on the variables of another part. */
  environment: Environment;
}

interface ConfigDefinition<Variables extends z.ZodRawShape, Config extends object> {
  /** Heading of its variables in the documentation. */
  title: string;
  /** In the order of the documentation. */
  variables: Variables;
  /** What is wrong with several variables together. Each sentence names them and the fix, and no value. */
  faults?(values: z.output<z.ZodObject<Variables>>, context: ConfigContext): string[];
  read(values: z.output<z.ZodObject<Variables>>, context: ConfigContext): Config;
  /** What must never be logged. */
  secrets?(config: Config): (string | undefined)[];
  /** Numbers that are logged as they are, such as sender lines. */
  publicNumbers?(config: Config): (string | undefined)[];
}

/**
 * A namespace of `@nestjs/config` with the variables it is read from: inject it as `@Inject(xConfig.KEY) config:
 * ConfigType<typeof xConfig>`. `read` is the same without Nest.
 */
export function defineConfig<Variables extends z.ZodRawShape, Config extends object>(
  name: string,
  definition: ConfigDefinition<Variables, Config>,
) {
  const schema = z.object(definition.variables);

  /** Every fault of the variables, as sentences. */
  function findFaults(environment: Environment): string[] {
    const result = schema.safeParse(environment);
    if (!result.success) return result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    return definition.faults?.(result.data, contextOf(environment)) ?? [];
  }

  /** @throws ConfigurationError */
  function read(environment: Environment): Config {
    const faults = findFaults(environment);
    if (faults.length > 0) throw new ConfigurationError(faults);
    return definition.read(schema.parse(environment), contextOf(environment));
  }

  return Object.assign(
    registerAs(name, () => read(processEnvironment())),
    {
      title: definition.title,
      variables: definition.variables as z.ZodRawShape,
      findFaults,
      read,
      secretsOf: (environment: Environment) => definition.secrets?.(read(environment)) ?? [],
      publicNumbersOf: (environment: Environment) => definition.publicNumbers?.(read(environment)) ?? [],
    },
  );
}

/** One part of the configuration, whatever it holds. */
export type AnyConfig = Pick<
  ReturnType<typeof defineConfig>,
  'title' | 'variables' | 'findFaults' | 'secretsOf' | 'publicNumbersOf' | 'KEY'
>;

export function isProduction({ NODE_ENV = '', ENVIRONMENT = '' }: Environment): boolean {
  return [NODE_ENV, ENVIRONMENT].some((name) => name.trim().toLowerCase() === 'production');
}

function contextOf(environment: Environment): ConfigContext {
  return { production: isProduction(environment), environment };
}
