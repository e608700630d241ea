import { registerAs } from '@nestjs/config';
import { z } from 'zod';
import { ConfigurationError } from './configuration.error.js';
import { processEnvironment, withoutEmpty, type Environment } from './environment.js';

/** What one part of the configuration may depend on beside its own variables. */
export interface ConfigContext {
  production: boolean;
  /** Every variable that is set. */
  environment: Environment;
}

interface ConfigDefinition<Variables extends z.ZodRawShape, Config extends object> {
  /** Heading of its variables in the documentation. */
  title: string;
  /** In the order of the documentation. */
  variables: Variables;
  /** Finds faults that concern several variables. A sentence names the variables and the fix, never a value. */
  faults?(values: Values<Variables>, context: ConfigContext): string[];
  /** Sentences about settings that work but are risky. They name the variables and the risk, never a value that is secret. */
  warnings?(values: Values<Variables>, context: ConfigContext): string[];
  read(values: Values<Variables>, context: ConfigContext): Config;
  /** Texts that are never logged. */
  secrets?(config: Config): (string | undefined)[];
  /** Numbers that are logged unmasked, such as sender lines. */
  publicNumbers?(config: Config): (string | undefined)[];
}

type Values<Variables extends z.ZodRawShape> = z.output<z.ZodObject<Variables>>;

/**
 * Defines a namespace of `@nestjs/config` and the variables it is read from. Inject it as `@Inject(xConfig.KEY) config:
 * ConfigType<typeof xConfig>`, or call `read` without Nest.
 */
export function defineConfig<Variables extends z.ZodRawShape, Config extends object>(
  name: string,
  definition: ConfigDefinition<Variables, Config>,
) {
  const schema = z.object(definition.variables);

  function parse(variables: Environment) {
    const environment = withoutEmpty(variables);
    const { success, data, error } = schema.safeParse(environment);
    if (!success) return { faults: error.issues.map(({ path, message }) => `${path.join('.')} ${message}`) };
    const parsed = [data, { production: isProduction(environment), environment }] as const;
    return { parsed, faults: definition.faults?.(...parsed) ?? [] };
  }

  function findWarnings(environment: Environment): string[] {
    const { parsed } = parse(environment);
    return (parsed && definition.warnings?.(...parsed)) ?? [];
  }

  /** @throws ConfigurationError */
  function read(environment: Environment): Config {
    const { parsed, faults } = parse(environment);
    if (!parsed || faults.length > 0) throw new ConfigurationError(faults);
    return definition.read(...parsed);
  }

  return Object.assign(
    registerAs(name, () => read(processEnvironment())),
    {
      title: definition.title,
      variables: definition.variables,
      read,
      /** Returns every fault of the variables as a sentence. */
      findFaults: (environment: Environment) => parse(environment).faults,
      /** Returns what is risky, as sentences. Empty while there is a fault. */
      findWarnings,
      secretsOf: (environment: Environment) => definition.secrets?.(read(environment)) ?? [],
      publicNumbersOf: (environment: Environment) => definition.publicNumbers?.(read(environment)) ?? [],
    },
  );
}

/** One part of the configuration, whatever it contains. */
export type AnyConfig = Pick<
  ReturnType<typeof defineConfig>,
  'title' | 'variables' | 'findFaults' | 'findWarnings' | 'secretsOf' | 'publicNumbersOf' | 'KEY'
>;

function isProduction({ NODE_ENV = '', ENVIRONMENT = '' }: Environment): boolean {
  return [NODE_ENV, ENVIRONMENT].some((name) => name.trim().toLowerCase() === 'production');
}
