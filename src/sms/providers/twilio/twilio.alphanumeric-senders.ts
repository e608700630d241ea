/**
 * Countries in which Twilio sends from no names, registered or not. Source: "International support for Alphanumeric Sender
 * ID" (https://help.twilio.com/articles/223133767), as copied by `eGullGolf/countries-alphanumeric-sms-sender-support`
 * (2017) and `calcom/cal.com` (2022). Countries that only one of them lists, or where names can be registered by now, are
 * left out: there Twilio's refusal decides. Not verified with live calls.
 */
const WITHOUT_NAMES = new Set(
  'AR BE BR CA CL CN CO CR DO EC GF GU HU IR KG KR MX MY NI NR NZ PA PR SV SY TW US UY VE ZA'.split(' '),
);

/** @param country ISO code */
export function hasNoAlphanumericSenders(country: string): boolean {
  return WITHOUT_NAMES.has(country);
}
