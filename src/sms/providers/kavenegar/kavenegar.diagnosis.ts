import type { Diagnosis } from '../provider.contract.js';
import type { KavenegarClient } from './kavenegar.client.js';
import type { KavenegarDefaults } from './kavenegar.requests.js';
import { accountConfigSchema, templatesSchema, type KavenegarTemplate } from './kavenegar.schemas.js';

/** Pages of templates that are read. */
const MAX_PAGES = 10;
const PANEL = 'in the Kavenegar panel';

interface DiagnosedOptions extends KavenegarDefaults {
  webhookToken?: string;
}

/** What the methods that send nothing tell about the line, the template and the account. */
export async function diagnose(
  client: KavenegarClient,
  options: DiagnosedOptions,
  signal: AbortSignal,
): Promise<Diagnosis[]> {
  const [settings, template] = await Promise.all([
    client.query('account/config', undefined, signal).then(
      (entries) => accountConfigSchema.safeParse(entries).data,
      () => undefined,
    ),
    diagnoseTemplate(client, options, signal),
  ]);
  return [
    diagnoseSender(options.sender, settings?.['defaultsender']),
    template,
    ...(settings?.['debugmode'] === 'enabled' ? [DEBUG_MODE] : []),
    ...(options.webhookToken === undefined ? [NO_TOKEN] : []),
  ];
}

/** Documented: with it, messages are accepted, and cancelled without being sent. */
const DEBUG_MODE: Diagnosis = {
  subject: 'sending',
  status: 'fail',
  message: 'The Kavenegar account is in debug mode, so it accepts messages and sends none of them.',
  fix: `Turn off the debug mode (debugmode) ${PANEL}.`,
};

const NO_TOKEN: Diagnosis = {
  subject: 'reports',
  status: 'warn',
  message:
    'KAVENEGAR_WEBHOOK_TOKEN is not set, so callbacks are refused and delivery reports are polled, which takes minutes.',
  fix:
    'Set KAVENEGAR_WEBHOOK_TOKEN to at least 16 letters and digits, and the callback address of the line to PUBLIC_URL ' +
    'and /api/v1/webhooks/kavenegar/ with that token.',
};

/** No method lists the lines of an account, so only its default line is known to be one of them. */
function diagnoseSender(sender: string, defaultSender: string | undefined): Diagnosis {
  if (sender === defaultSender) {
    return { subject: 'sender', status: 'pass', message: `Sender line ${sender} is the default line of the account.` };
  }
  const known = defaultSender ? ` The default line of the account is ${defaultSender}.` : '';
  return {
    subject: 'sender',
    status: 'warn',
    message: `Kavenegar does not tell whether sender line ${sender} is active on the account.${known}`,
    fix: 'Set KAVENEGAR_SENDER to the default line, or send one text with "ramz send-test <number> --only kavenegar/plain".',
  };
}

async function diagnoseTemplate(
  client: KavenegarClient,
  { template: name }: KavenegarDefaults,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const templates = await readTemplates(client, name, signal);
  const named = templates?.find((template) => template.name?.toLowerCase() === name.toLowerCase());
  if (!templates) {
    return {
      subject: 'template',
      status: 'warn',
      message: `Kavenegar did not list its templates, so template "${name}" could not be checked.`,
      fix: `Look at the template ${PANEL}, or send one code with "ramz send-test <number> --only kavenegar/lookup".`,
    };
  }
  return { subject: 'template', ...(named ? judge(name, named) : missing(name)) };
}

function missing(name: string): Omit<Diagnosis, 'subject'> {
  return {
    status: 'fail',
    message: `Template "${name}" does not exist on the Kavenegar account.`,
    fix: `Create it ${PANEL} with a text such as "کد تأیید شما: %token", or set KAVENEGAR_TEMPLATE to the name of one that exists.`,
  };
}

function judge(name: string, { approval, text }: KavenegarTemplate): Omit<Diagnosis, 'subject'> {
  if (approval !== undefined && approval.toLowerCase() !== 'approved') {
    const isRejected = approval.toLowerCase() === 'rejected';
    return {
      status: 'fail',
      message: `Template "${name}" ${isRejected ? 'was rejected by Kavenegar' : 'is not approved by Kavenegar yet'}.`,
      fix: isRejected
        ? `Correct its text ${PANEL}, or set KAVENEGAR_TEMPLATE to an approved one.`
        : 'Wait for the approval, or set KAVENEGAR_TEMPLATE to an approved one.',
    };
  }
  // The doubled sign is how users' own notes write it.
  const variables = new Set(text?.match(/%token\d*/g));
  if (text !== undefined && (variables.size !== 1 || !variables.has('%token'))) {
    return {
      status: 'fail',
      message: `Template "${name}" has ${variables.size > 0 ? [...variables].join(', ') : 'no %token'} in its text, and Ramz fills in %token alone.`,
      fix: `Change its text ${PANEL} so that %token is its only variable, such as "کد تأیید شما: %token".`,
    };
  }
  return { status: 'pass', message: `Template "${name}" ${approval ? 'is approved' : 'exists'}.` };
}

/** Undefined if they cannot be read. */
async function readTemplates(
  client: KavenegarClient,
  name: string,
  signal: AbortSignal,
): Promise<KavenegarTemplate[] | undefined> {
  const templates: KavenegarTemplate[] = [];
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const entries = await client.list('verify/templatelist', { page: String(page) }, signal).catch(() => undefined);
    const list = templatesSchema.safeParse(entries).data;
    if (!list || list.some((template) => template.name === undefined)) return undefined;
    // An account that ignores the page answers with the same one again.
    const first = list[0]?.name;
    if (first === undefined || seen.has(first)) return templates;
    seen.add(first);
    templates.push(...list);
    if (list.some((template) => template.name?.toLowerCase() === name.toLowerCase())) return templates;
  }
  return templates;
}
