/** The configuration of Twilio. */
export interface TwilioOptions {
  /** `AC…` */
  accountSid: string;
  /** The account SID with its auth token, or the SID of an API key (`SK…`) with its secret. */
  username: string;
  password: string;
  /** Signs webhooks. Without it, as with an API key alone, delivery reports are refused. */
  authToken?: string;
  /** Numbers (E.164) or names. A recipient always gets the same one. */
  from: string[];
  /** `MG…`; it chooses the sender instead of `from`. */
  messagingServiceSid?: string;
  /** `VA…` */
  verifyServiceSid?: string;
  /** `custom_code`: Verify delivers our codes. `managed`: Verify makes and checks its own. */
  verifyMode: 'custom_code' | 'managed';
  /** Such as `https://api.twilio.com`. */
  baseUrl: string;
  /** Such as `https://verify.twilio.com`. */
  verifyBaseUrl: string;
  /** The public address for delivery reports. */
  statusCallbackUrl?: string;
}
