import { Injectable, Logger } from '@nestjs/common';
import { LimitService } from '../../throttling/index.js';

/** Codes that a recipient got within the hour of `otp_phone_hour`, without this request. */
const CODES_TO_RECIPIENT = 2;
/** Requests of an address within the windows of its limits, including this one, which the guard has counted. */
const REQUESTS_FROM_ADDRESS = 3;

/** A request for a code, before anything is counted for its recipient. */
export interface CodeRequest {
  /** E.164 number, or e-mail address in lower case. */
  recipient: string;
  /** IP address of the client. */
  address: string;
}

/**
 * Finds requests that are likely automated: the third code to a recipient, or the third request from an address, within
 * a short time. It knows nothing of accounts, so its result reveals nothing about them.
 */
@Injectable()
export class RequestRiskService {
  private readonly logger = new Logger('HumanCheck');

  constructor(private readonly limits: LimitService) {}

  /** Counts nothing. @throws AppError `service_unavailable` when the limits cannot be read */
  async isRisky({ recipient, address }: CodeRequest): Promise<boolean> {
    const [toRecipient, fromAddress] = await Promise.all([
      this.limits.codesSentTo(recipient),
      this.limits.codesRequestedFrom(address),
    ]);
    const isRisky = toRecipient >= CODES_TO_RECIPIENT || fromAddress >= REQUESTS_FROM_ADDRESS;
    if (isRisky) this.logger.debug({ message: 'risky request', to_recipient: toRecipient, from_address: fromAddress });
    return isRisky;
  }
}
