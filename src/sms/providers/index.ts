import type { ProviderDescriptor } from './define-provider.js';
import { ghasedak } from './ghasedak/index.js';
import { kavenegar } from './kavenegar/index.js';
import { smsir } from './smsir/index.js';
import { twilio } from './twilio/index.js';

/** All providers. The default route of a destination lists them in this order. */
export const PROVIDERS: readonly ProviderDescriptor[] = [twilio, kavenegar, smsir, ghasedak];

/** The provider that the examples in the API description name. It has templates, as the examples show. */
export const EXAMPLE_PROVIDER = PROVIDERS.find(({ capabilities }) => capabilities.includes('templates'))!.name;
