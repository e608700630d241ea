export const SYNCHRONISE = 'Synchronise the clocks of all machines by NTP, such as with chrony or systemd-timesyncd.';

/** `12 seconds ahead of`, `3 minutes behind`. */
export function describeSkew(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const amount = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `${amount} ${skewMs > 0 ? 'ahead of' : 'behind'}`;
}
