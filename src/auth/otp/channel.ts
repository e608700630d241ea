/** How a code can be delivered. */
export const CHANNELS = ['sms', 'call', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];
