export interface TwilioOptions {
  /** `AC…` */
  accountSid: string;
  /** The account SID with its auth token, or an API key's SID (`SK…`) with its secret. */
  username: string;
  password: string;
  /** Signs webhooks. Absent with an API key alone: delivery reports cannot be told from forgeries then. */
  authToken?: string;
  /** Numbers (E.164) or names. One recipient always gets the same one. */
  from: string[];
  /** `MG…`; it chooses the sender in place of `from`. */
  messagingServiceSid?: string;
  /** `VA…` */
  verifyServiceSid?: string;
  /** `custom_code`: Verify delivers our codes. `managed`: Verify makes and checks its own. */
  verifyMode: 'custom_code' | 'managed';
  /** Such as `https://api.twilio.com`. */
  baseUrl: string;
  /** Such as `https://verify.twilio.com`. */
  verifyBaseUrl: string;
  /** Where delivery reports go, as Twilio reaches it. */
  statusCallbackUrl?: string;
}
