import type { SendFailure, SendMethod } from './provider.contract.js';

/** What the sentence of a rule may mention. */
export interface StatusContext {
  /** Absent for a call that sends nothing. */
  method?: SendMethod;
  sender?: string;
  template?: string;
  /** The caller chose the sender or the template, so the configuration is not at fault. */
  chosen?: boolean;
}

type Sentence<Context> = string | ((context: Context) => string);

/** The meaning of one status code or error code of a provider. */
export interface StatusRule<Context extends StatusContext = StatusContext> {
  outcome: SendFailure['outcome'];
  /** For an operator: what happened and what to do. */
  sentence: Sentence<Context>;
  /** The methods after which the next method of the provider may still work. */
  nextMethodFrom?: readonly SendMethod[];
  /** The account made too many calls, so that every message has to wait. */
  throttled?: true;
  /** The number itself is the reason. */
  recipientAtFault?: true;
}

export type StatusRules<Context extends StatusContext = StatusContext> = Readonly<Record<number, StatusRule<Context>>>;

/** Nothing was sent; the same call may work later. */
export function transient(sentence: string): StatusRule {
  return { outcome: 'transient', sentence };
}

/** Nothing was sent; the account made too many calls. */
export function throttled(sentence: string): StatusRule {
  return { outcome: 'transient', sentence, throttled: true };
}

/** This message can never be sent, for another reason than its number: the text, or a block. */
export function rejected(sentence: string): StatusRule {
  return { outcome: 'rejected', sentence };
}

/** This number can never work. */
export function badRecipient(sentence: string): StatusRule {
  return { outcome: 'rejected', sentence, recipientAtFault: true };
}

/** No message of this account can be sent now. */
export function providerDown(sentence: string): StatusRule {
  return { outcome: 'provider_down', sentence };
}

/** An operator has to correct something. Another method may work after those listed, and another provider always. */
export function misconfigured<Context extends StatusContext>(
  sentence: Sentence<Context>,
  ...nextMethodFrom: SendMethod[]
): StatusRule<Context> {
  return { outcome: 'misconfigured', sentence, ...(nextMethodFrom.length > 0 && { nextMethodFrom }) };
}

/** The message may have been sent. */
export function unknownOutcome(sentence: string): StatusRule {
  return { outcome: 'unknown', sentence };
}

/** Makes rules for requests that the provider calls invalid although the message is not at fault. */
export function requestFaults(provider: string): (what: string) => StatusRule {
  return (what) => rejected(`${provider} refused the request: ${what}. This is likely a fault in Ramz.`);
}

/** The failure of a call by the rule for its code. `rawCode` is undefined if the provider gave no code. */
export function failureByRule<Context extends StatusContext>(
  rule: StatusRule<Context>,
  context: Context,
  rawCode: number | undefined,
): SendFailure {
  const { method } = context;
  return {
    outcome: rule.outcome,
    ...(rawCode !== undefined && { rawCode }),
    meaning: meaningOf(rule, context),
    ...(method !== undefined && rule.nextMethodFrom?.includes(method) && { tryNextMethod: true }),
    ...(rule.throttled && { throttled: true }),
    ...(rule.recipientAtFault && { recipientAtFault: true }),
  };
}

export function meaningOf<Context extends StatusContext>({ sentence }: StatusRule<Context>, context: Context): string {
  return typeof sentence === 'string' ? sentence : sentence(context);
}
