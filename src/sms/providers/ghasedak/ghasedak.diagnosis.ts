import type { Diagnosis } from '../provider.contract.js';
import type { GhasedakClient } from './ghasedak.client.js';
import type { GhasedakDefaults } from './ghasedak.requests.js';
import { templateDataSchema } from './ghasedak.schemas.js';

/** Documented for sends; that `GetOtpTemplateParameters` answers with it too is not verified. */
const INVALID_TEMPLATE = 428;
const PANEL = 'in the Ghasedak panel';

/** What the methods that send nothing tell about the template. No method tells about lines. */
export async function diagnose(
  client: GhasedakClient,
  { sender, template, templateParameter }: GhasedakDefaults,
  signal: AbortSignal,
): Promise<Diagnosis[]> {
  return [
    ...(sender === undefined ? [] : [unknownSender(sender)]),
    ...(template === undefined ? [] : [await diagnoseTemplate(client, template, templateParameter, signal)]),
  ];
}

function unknownSender(sender: string): Diagnosis {
  return {
    subject: 'sender',
    status: 'pass',
    message: `Ghasedak tells nothing about sender line ${sender}: send one text with "ramz send-test <number> --only ghasedak/plain".`,
  };
}

async function diagnoseTemplate(
  client: GhasedakClient,
  name: string,
  parameter: string,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const answer = await client.get('GetOtpTemplateParameters', { TemplateName: name }, signal);
  const subject = 'template';
  if ('failure' in answer && answer.failure.rawCode === INVALID_TEMPLATE) {
    return {
      subject,
      status: 'fail',
      message: `Template "${name}" is not valid on the Ghasedak account (${INVALID_TEMPLATE}).`,
      fix: `Create it ${PANEL} with the parameter ${parameter}, or set GHASEDAK_TEMPLATE to the name of one that exists.`,
    };
  }
  const names = 'data' in answer ? templateDataSchema.safeParse(answer.data).data : undefined;
  if (!names) {
    return {
      subject,
      status: 'warn',
      message: `Ghasedak did not list the parameters of template "${name}", so it could not be checked.`,
      fix: `Look at the template ${PANEL}, or send one code with "ramz send-test <number> --only ghasedak/lookup".`,
    };
  }
  if (names.length === 1 && names[0] === parameter) {
    return { subject, status: 'pass', message: `Template "${name}" has the parameter ${parameter}.` };
  }
  return {
    subject,
    status: 'fail',
    message: `Template "${name}" has ${names.length > 0 ? `the parameters ${names.join(', ')}` : 'no parameter'}, and Ramz fills in ${parameter} alone.`,
    fix:
      names.length === 1
        ? `Set GHASEDAK_TEMPLATE_PARAMETER to ${names[0]}.`
        : `Change its text ${PANEL} so that the code is its only parameter, and set GHASEDAK_TEMPLATE_PARAMETER to its name.`,
  };
}
