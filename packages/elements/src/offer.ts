import type { Channel, Options, Purpose } from './api.js';

/** The channels that suit the purpose, of those that the server offers and the page allows. */
export function offeredChannels(
  options: Options | undefined,
  purpose: Purpose,
  allowed: readonly string[] | undefined,
): Channel[] {
  const fits = (channel: Channel): boolean =>
    channel === 'email' ? purpose !== 'phone_verification' : purpose !== 'email_verification';
  return (options?.channels ?? []).filter((channel) => fits(channel) && (!allowed || allowed.includes(channel)));
}
