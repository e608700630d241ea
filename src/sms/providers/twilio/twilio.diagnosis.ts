import { maskPhoneNumber } from '../../../common/phone-number.js';
import type { Diagnosis } from '../provider.contract.js';
import type { TwilioClient } from './twilio.client.js';
import type { TwilioOptions } from './twilio.options.js';
import { numbersSchema, verifyServiceSchema } from './twilio.schemas.js';

/** Numbers that are looked up, one call each. */
const MAX_NUMBERS = 20;
const SEND_TEST = 'send one text with "ramz send-test <number> --only twilio/plain"';

/** What the calls that send nothing tell about the senders and the Verify service. */
export class TwilioDiagnosis {
  constructor(
    private readonly options: TwilioOptions,
    private readonly messaging: TwilioClient,
    private readonly verify: TwilioClient,
  ) {}

  async run(signal: AbortSignal): Promise<Diagnosis[]> {
    const found = await Promise.all([this.senders(signal), this.verifyService(signal)]);
    return found.filter((diagnosis) => diagnosis !== undefined);
  }

  /** Names, short codes and Messaging Services have no address to look them up at that the configuration names. */
  private async senders(signal: AbortSignal): Promise<Diagnosis | undefined> {
    const numbers = this.options.from.filter((sender) => sender.startsWith('+')).slice(0, MAX_NUMBERS);
    if (numbers.length === 0) return this.unlisted();
    const faults = await Promise.all(numbers.map((number) => this.faultOf(number, signal)));
    const fault = faults.find(({ status }) => status === 'fail') ?? faults.find(({ status }) => status === 'warn');
    return (
      fault ?? { subject: 'sender', status: 'pass', message: 'The numbers in TWILIO_FROM_NUMBER are on the account.' }
    );
  }

  private unlisted(): Diagnosis | undefined {
    const { from, messagingServiceSid } = this.options;
    if (from.length === 0 && !messagingServiceSid) return undefined;
    const what = messagingServiceSid ? 'The Messaging Service' : 'A sender that is no phone number';
    return {
      subject: 'sender',
      status: 'pass',
      message: `${what} can be checked only by sending: ${SEND_TEST}.`,
    };
  }

  private async faultOf(number: string, signal: AbortSignal): Promise<Diagnosis> {
    const path = `/2010-04-01/Accounts/${encodeURIComponent(this.options.accountSid)}/IncomingPhoneNumbers.json`;
    const query = new URLSearchParams({ PhoneNumber: number }).toString();
    const answer = await this.messaging.get(`${path}?${query}`, { method: 'plain', signal });
    const found = 'body' in answer ? numbersSchema.safeParse(answer.body).data : undefined;
    const sender = `Sender ${maskPhoneNumber(number)}`;
    if (!found) {
      return {
        subject: 'sender',
        status: 'warn',
        message: `Twilio did not tell whether ${sender.toLowerCase()} is on the account.`,
        fix: `Look at the numbers in the Twilio console, or ${SEND_TEST}.`,
      };
    }
    const [owned] = found.incoming_phone_numbers;
    if (!owned) {
      return {
        subject: 'sender',
        status: 'fail',
        message: `${sender} is not a number of the Twilio account.`,
        fix: 'Set TWILIO_FROM_NUMBER to numbers that the Twilio console lists under Active numbers.',
      };
    }
    if (owned.capabilities?.sms === false) {
      return {
        subject: 'sender',
        status: 'fail',
        message: `${sender} cannot send texts.`,
        fix: 'Set TWILIO_FROM_NUMBER to a number with the capability SMS.',
      };
    }
    return { subject: 'sender', status: 'pass', message: `${sender} is on the account.` };
  }

  private async verifyService(signal: AbortSignal): Promise<Diagnosis | undefined> {
    const { verifyServiceSid, verifyMode } = this.options;
    if (!verifyServiceSid) return undefined;
    const answer = await this.verify.get(`/v2/Services/${encodeURIComponent(verifyServiceSid)}`, {
      method: 'verify',
      signal,
    });
    const subject = 'verify';
    if ('failure' in answer) {
      const isUnknown = answer.httpStatus === 404;
      return {
        subject,
        status: isUnknown ? 'fail' : 'warn',
        message: isUnknown
          ? 'The Verify service of TWILIO_VERIFY_SERVICE_SID does not exist on the account.'
          : 'The Verify service could not be read.',
        fix: 'Set TWILIO_VERIFY_SERVICE_SID to the SID of a service under Verify in the Twilio console.',
      };
    }
    const service = verifyServiceSchema.safeParse(answer.body).data;
    if (verifyMode === 'custom_code' && service?.custom_code_enabled === false) {
      return {
        subject,
        status: 'fail',
        message: 'The Verify service does not accept codes of Ramz, because custom codes are off.',
        fix: 'Have Twilio turn on custom codes for the service, or set TWILIO_VERIFY_MODE=managed.',
      };
    }
    return { subject, status: 'pass', message: 'The Verify service exists.' };
  }
}
