import type { CountryCode } from 'libphonenumber-js/max';
import type { z } from 'zod';
import { defineConfig, type AnyConfig, type Environment } from '../../config/index.js';
import type { ProviderCapability } from './provider-capabilities.js';
import type { SmsProvider } from './provider.contract.js';
import type { ProviderHttp } from './provider-http.js';

/** What a provider gets beside its own variables. */
export interface ProviderContext {
  /** Shared: its owner closes it. */
  http: ProviderHttp;
  /** Where the provider can send delivery reports; undefined without `PUBLIC_URL`. */
  reportUrl?: string;
}

/** Everything that Ramz knows of a provider before it makes a call. */
interface ProviderDefinition<Variables extends z.ZodRawShape> {
  /** Short and in lower case, as in `SMS_ROUTES`, in addresses and in rows. */
  name: string;
  /** As people know it. */
  title: string;
  environment: Variables;
  /** The variable that switches the provider on. */
  enabledBy: keyof Variables & string;
  /** Variables that must never be logged. */
  secrets: readonly (keyof Variables & string)[];
  /** Variables that hold a number which is logged as it is, such as a sender line. */
  publicNumbers?: readonly (keyof Variables & string)[];
  /** Destinations of the default `SMS_ROUTES`, `*` for all others. Absent: none, until an operator routes to it. */
  countries?: readonly (CountryCode | '*')[];
  /** Destinations to which it delivers nothing, whatever `SMS_ROUTES` says. */
  unreachable?: readonly CountryCode[];
  /** Which optional contracts it implements; the contract test compares. */
  capabilities: readonly ProviderCapability[];
  /** What is wrong with several variables together, once it is switched on. */
  faults?(values: Values<Variables>): string[];
  create(values: Values<Variables>, context: ProviderContext): SmsProvider;
}

type Values<Variables extends z.ZodRawShape> = z.output<z.ZodObject<Variables>>;

/** A provider with its variables, as `providers/index.ts` lists it. */
export interface ProviderDescriptor {
  readonly name: string;
  readonly title: string;
  readonly config: AnyConfig;
  readonly enabledBy: string;
  readonly countries: readonly (CountryCode | '*')[];
  readonly unreachable: readonly CountryCode[];
  readonly capabilities: readonly ProviderCapability[];
  /** Undefined while the provider is not switched on. @throws ConfigurationError */
  configure(environment: Environment): ConfiguredProvider | undefined;
}

/** A provider that has credentials. */
export interface ConfiguredProvider extends Pick<
  ProviderDescriptor,
  'name' | 'title' | 'unreachable' | 'capabilities'
> {
  create(context: ProviderContext): SmsProvider;
}

export function defineProvider<Variables extends z.ZodRawShape>(
  definition: ProviderDefinition<Variables>,
): ProviderDescriptor {
  const { name, title, enabledBy, countries = [], unreachable = [], capabilities } = definition;
  const isEnabled = (values: Values<Variables>) => (values as Record<string, unknown>)[enabledBy] !== undefined;
  const textsOf = (values: Values<Variables>, names: readonly string[] = []) =>
    names.map((variable) => (values as Record<string, unknown>)[variable]).filter((value) => typeof value === 'string');
  const config = defineConfig(name, {
    title,
    variables: definition.environment,
    faults: (values) => (isEnabled(values) ? (definition.faults?.(values) ?? []) : []),
    read: (values) => ({ values }),
    secrets: ({ values }) => textsOf(values, definition.secrets),
    publicNumbers: ({ values }) => textsOf(values, definition.publicNumbers),
  });
  return {
    name,
    title,
    config,
    enabledBy,
    countries,
    unreachable,
    capabilities,
    configure: (environment) => {
      const { values } = config.read(environment);
      if (!isEnabled(values)) return undefined;
      return { name, title, unreachable, capabilities, create: (context) => definition.create(values, context) };
    },
  };
}
