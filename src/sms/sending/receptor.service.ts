import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { parsePhoneNumber } from '../../common/phone-number.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { SmsAvailabilityService, type MessageShape } from './sms-availability.service.js';

/** Reads one number. Throws as `ReceptorService.read` does. */
export type ReceptorReader = (receptor: string) => { e164: string; country: string };

/** Reads the numbers that callers send to. */
@Injectable()
export class ReceptorService {
  constructor(
    @Inject(installationConfig.KEY) private readonly installation: InstallationConfig,
    private readonly availability: SmsAvailabilityService,
  ) {}

  /**
   * Parses a number in any accepted form, and checks that a message of this shape can be sent to it.
   * @throws AppError phone_number_invalid, and what `SmsAvailabilityService.assertSendable` throws
   */
  read(receptor: string, shape: MessageShape): { e164: string; country: string } {
    return this.reader(shape)(receptor);
  }

  /** Reads numbers of one request, and checks each country that can be sent to only once. */
  reader(shape: MessageShape): ReceptorReader {
    const sendable = new Set<string>();
    return (receptor) => {
      const parsed = parsePhoneNumber(receptor, { defaultCountry: this.installation.defaultCountry, channel: 'sms' });
      if (!parsed.ok) {
        const { sentence } = parsed;
        throw new AppError('phone_number_invalid', { detail: sentence, errors: { receptor: [sentence] } });
      }
      if (!sendable.has(parsed.country)) this.availability.assertSendable(parsed.country, shape);
      sendable.add(parsed.country);
      return parsed;
    };
  }
}
