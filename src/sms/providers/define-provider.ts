import type { CountryCode } from 'libphonenumber-js/max';
import type { z } from 'zod';
import { defineConfig, isPlainHttp, type AnyConfig, type Environment } from '../../config/index.js';
import type { ProviderCapability } from './provider-capabilities.js';
import type { ProviderHttp } from './provider-http.js';
import type { SmsProvider } from './provider.contract.js';

/** What a provider gets besides its own variables. */
export interface ProviderContext {
  /** Shared by all providers; its owner closes it. */
  http: ProviderHttp;
  /** The address for delivery reports. Undefined without `PUBLIC_URL`. */
  reportUrl?: string;
}

interface ProviderDefinition<Variables extends z.ZodRawShape> {
  /** Short lower-case name, as in `SMS_ROUTES`, webhook addresses and rows. */
  name: string;
  /** Name for people. */
  title: string;
  environment: Variables;
  /** The variable that enables the provider. */
  enabledBy: keyof Variables & string;
  /** Variables that must never be logged. */
  secrets: readonly (keyof Variables & string)[];
  /** Variables with numbers that are logged in full, such as a sender line. */
  publicNumbers?: readonly (keyof Variables & string)[];
  /** Destinations in the default of `SMS_ROUTES`, `*` for all others. None by default. */
  countries?: readonly (CountryCode | '*')[];
  /** Destinations that the provider cannot deliver to, whatever `SMS_ROUTES` says. */
  unreachable?: readonly CountryCode[];
  /** The optional contracts that it implements. The contract test compares. */
  capabilities: readonly ProviderCapability[];
  /** Faults in the combination of variables, checked once the provider is enabled. */
  faults?(values: Values<Variables>): string[];
  create(values: Values<Variables>, context: ProviderContext): SmsProvider;
}

type Values<Variables extends z.ZodRawShape> = z.output<z.ZodObject<Variables>>;

/** Everything that Ramz knows about a provider before it makes a call. */
export interface ProviderDescriptor {
  readonly name: string;
  readonly title: string;
  readonly config: AnyConfig;
  readonly enabledBy: string;
  /** The variables that hold its credentials. */
  readonly credentials: readonly string[];
  readonly countries: readonly (CountryCode | '*')[];
  readonly unreachable: readonly CountryCode[];
  readonly capabilities: readonly ProviderCapability[];
  /** Undefined if the provider is not enabled. @throws ConfigurationError */
  configure(environment: Environment): ConfiguredProvider | undefined;
}

/** A provider with credentials. */
export interface ConfiguredProvider extends Pick<
  ProviderDescriptor,
  'name' | 'title' | 'unreachable' | 'capabilities'
> {
  create(context: ProviderContext): SmsProvider;
}

/** Describes a provider, for the list in `providers/index.ts`. */
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
    faults: (values, { production }) =>
      isEnabled(values) ? [...(definition.faults?.(values) ?? []), ...(production ? plainHttpFaults(values) : [])] : [],
    read: (values) => ({ values }),
    secrets: ({ values }) => textsOf(values, definition.secrets),
    publicNumbers: ({ values }) => textsOf(values, definition.publicNumbers),
  });
  return {
    name,
    title,
    config,
    enabledBy,
    credentials: [...new Set([enabledBy, ...definition.secrets])],
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

/** The addresses of providers get credentials and codes. */
function plainHttpFaults(values: Record<string, unknown>): string[] {
  return Object.entries(values)
    .filter(([name, value]) => name.endsWith('_BASE_URL') && isPlainHttp(String(value)))
    .map(([name]) => `${name} must start with https:// in production, because credentials and codes are sent to it`);
}
