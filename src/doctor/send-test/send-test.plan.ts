import { v7 as uuidv7 } from 'uuid';
import { canManageCodes, type SendMethod, type SmsProvider, type SmsRequest } from '../../sms/index.js';

/** Fits into one segment of every alphabet. */
const TEXT = 'Ramz test message. Nothing to do.';
/** No row belongs to it, so it verifies nothing. */
const CODE = '000000';
const VALID_SECONDS = 300;

/** One call that sends one message. */
export interface TestStep {
  provider: SmsProvider;
  method: SendMethod;
  request: SmsRequest;
  /** The provider makes the code. */
  isManaged: boolean;
}

export interface TestPlan {
  /** E.164. */
  recipient: string;
  steps: TestStep[];
}

/** Part of the plan: a provider, or one of its methods. */
export interface OnlyMethod {
  provider: string;
  method?: string;
}

export interface TestRecipient {
  recipient: string;
  /** ISO country. */
  country: string;
}

/**
 * Each method of each provider in turn.
 * @param providers of the route, in order
 * @param startedAt Unix time in milliseconds
 */
export function planTest(
  { recipient, country }: TestRecipient,
  providers: SmsProvider[],
  startedAt: number,
  only?: OnlyMethod,
): TestPlan {
  const request: SmsRequest = {
    messageId: '',
    localId: 0n,
    recipient,
    country,
    text: TEXT,
    otp: { code: CODE, locale: 'en' },
    channel: 'sms',
    validForSeconds: VALID_SECONDS,
  };
  const steps = providers
    .filter(({ name }) => !only || name === only.provider)
    .flatMap((provider) => methodsFor(provider, request).map((step) => ({ provider, ...step })))
    .filter(({ method }) => !only?.method || method === only.method)
    // Far above the ids of rows, because a provider may answer a repeated one with the first message.
    .map((step, index) => ({
      ...step,
      request: { ...request, messageId: uuidv7(), localId: BigInt(startedAt) * 100n + BigInt(index) },
    }));
  return { recipient, steps };
}

function methodsFor(provider: SmsProvider, request: SmsRequest): { method: SendMethod; isManaged: boolean }[] {
  const own = provider.methods(request).map((method) => ({ method, isManaged: false }));
  const isManaging = canManageCodes(provider) && provider.managesCodes;
  return isManaging ? [{ method: 'verify', isManaged: true }, ...own] : own;
}
