import { splitAdvice } from '../advice.js';
import { ConfigurationError } from '../../config/index.js';
import { httpConfig } from '../../http/index.js';
import { MessageStatisticsRepository } from '../../messaging/index.js';
import {
  canDiagnose,
  canReportAccount,
  canTestConnection,
  canWarn,
  ProviderHttp,
  type AccountReport,
  type ObservedCall,
  type ProviderDescriptor,
  type SmsProvider,
} from '../../sms/index.js';
import { NotCheckedError, fail, pass, warn, type DoctorCheck, type Finding } from '../check.contract.js';
import type { DoctorContext } from '../doctor-context.js';
import { credentialFindings } from './credentials.js';
import { reachFindings } from './provider-reach.js';

const REFUSALS_OF_MS = 24 * 3_600_000;

/** Everything about one provider that can be found out without sending. */
export function providerCheck(descriptor: ProviderDescriptor): DoctorCheck {
  return {
    name: descriptor.name,
    async run(context, signal) {
      const keys = credentialFindings(descriptor, context.environment);
      const [atProvider, refusals] = await Promise.all([
        askProvider(descriptor, context, signal),
        recentRefusals(descriptor, context),
      ]);
      return atProvider ? [...keys, ...atProvider, ...refusals] : keys;
    },
  };
}

/** Undefined if the provider is not enabled, or its variables have a fault. */
async function askProvider(
  descriptor: ProviderDescriptor,
  context: DoctorContext,
  signal: AbortSignal,
): Promise<Finding[] | undefined> {
  const calls: ObservedCall[] = [];
  const http = new ProviderHttp((call) => calls.push(call));
  try {
    const provider = descriptor
      .configure(context.environment)
      ?.create({ http, reportUrl: reportUrlOf(descriptor, context) });
    if (!provider) return undefined;
    const [account, fault] = await readAccount(provider, signal);
    const diagnoses = canDiagnose(provider) ? await provider.diagnose(signal) : [];
    const reach = reachFindings(descriptor, calls, context);
    const isReached = reach.every(({ status, name }) => status !== 'fail' || name !== `${descriptor.name}.reach`);
    return [
      ...reach,
      ...(isReached ? accountFindings(descriptor, provider, account, fault) : []),
      ...diagnoses
        // Without an account nothing could be read, which is said once.
        .filter(({ status, subject }) => fault === undefined || subject === 'reports' || status === 'fail')
        .map(({ subject, ...finding }) => ({ name: `${descriptor.name}.${subject}`, ...finding })),
      ...settingFindings(descriptor, provider),
    ];
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  } finally {
    await http.close();
  }
}

/** Undefined if there is none, or its variable has a fault. */
function reportUrlOf({ name }: ProviderDescriptor, context: DoctorContext): string | undefined {
  if (httpConfig.findFaults(context.environment).length > 0) return undefined;
  const { publicUrl } = httpConfig.read(context.environment);
  return publicUrl && `${publicUrl}/api/v1/webhooks/${name}`;
}

async function readAccount(provider: SmsProvider, signal: AbortSignal): Promise<[AccountReport?, string?]> {
  const [connectionFault, report] = await Promise.all([
    canTestConnection(provider) ? provider.testConnection(signal).catch(sentenceOf) : undefined,
    canReportAccount(provider) ? provider.account(signal).catch(sentenceOf) : undefined,
  ]);
  const account = typeof report === 'object' ? report : undefined;
  return [account, connectionFault ?? (typeof report === 'string' ? report : undefined)];
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function accountFindings(
  { name, title }: ProviderDescriptor,
  provider: SmsProvider,
  account: AccountReport | undefined,
  fault: string | undefined,
): Finding[] {
  if (fault !== undefined) {
    const { message, fix } = splitAdvice(
      fault,
      `Look at the account in the panel of ${title}, and correct its credentials.`,
    );
    return [fail(`${name}.account`, message, fix)];
  }
  if (!account || !canReportAccount(provider)) return [];
  const { credit, currency, type, expiresAt } = account;
  const amount = `${credit} ${currency === 'XXX' ? '' : currency}`.trimEnd();
  const details = [type && `type ${type}`, expiresAt && `until ${expiresAt.toISOString().slice(0, 10)}`].filter(
    Boolean,
  );
  const inBrackets = details.length > 0 ? ` (${details.join(', ')})` : '';
  return [
    pass(`${name}.account`, `${title} accepts the credentials${inBrackets}.`),
    creditFinding(`${name}.credit`, title, amount, credit, provider),
  ];
}

function creditFinding(
  name: string,
  title: string,
  amount: string,
  credit: number,
  { spentCredit = 0, minCredit = 0 }: { spentCredit?: number; minCredit?: number },
): Finding {
  const topUp = `Top up the account in the panel of ${title}.`;
  if (credit <= spentCredit) return fail(name, `The account of ${title} has no credit: ${amount}.`, topUp);
  if (credit < minCredit) return warn(name, `The credit of ${title} is low: ${amount}.`, topUp);
  return pass(name, `The credit of ${title} is ${amount}.`);
}

/** What the provider itself warns of when a process starts. */
function settingFindings({ name }: ProviderDescriptor, provider: SmsProvider): Finding[] {
  if (!canWarn(provider)) return [];
  return provider.warnings().map((warning) => {
    const { message, fix } = splitAdvice(warning, 'Correct the variables that it names.');
    return warn(`${name}.settings`, message, fix);
  });
}

/**
 * Settings that made real messages fail: a wrong line, a template, a test account. Some of these no provider tells without a
 * send.
 */
async function recentRefusals({ name, title }: ProviderDescriptor, context: DoctorContext): Promise<Finding[]> {
  try {
    const { prisma } = await context.tables();
    const since = new Date(context.now() - REFUSALS_OF_MS);
    const failing = await new MessageStatisticsRepository(prisma).failingMethods(since, 1);
    const own = failing.filter(({ provider }) => provider === name);
    if (own.length === 0)
      return [pass(`${name}.refusals`, `${title} refused no message because of a setting within a day.`)];
    return own.map(({ method, count, meaning }) => {
      const { message, fix } = splitAdvice(meaning, `Look at the account in the panel of ${title}.`);
      return fail(`${name}.refusals`, `${message} (${method}, ${count} times within a day)`, fix);
    });
  } catch (error) {
    if (error instanceof NotCheckedError) return [];
    throw error;
  }
}
