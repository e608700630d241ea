import type { ProviderDescriptor } from './define-provider.js';
import { kavenegar } from './kavenegar/index.js';
import { smsir } from './smsir/index.js';
import { twilio } from './twilio/index.js';

/** Every provider that Ramz has. Where several serve a destination by default, the first one is tried first. */
export const PROVIDERS: readonly ProviderDescriptor[] = [twilio, kavenegar, smsir];
