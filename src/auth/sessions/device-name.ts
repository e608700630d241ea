import Bowser from 'bowser';

/** In characters. Few browsers send more, and it bounds the work on hostile input. */
export const USER_AGENT_LENGTH = 256;
const BROWSERS = new Set(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set(Object.values(Bowser.OS_MAP));

/** Names a device by its User-Agent, such as `Chrome on Android`. Undefined if neither browser nor system is known. */
export function deviceName(userAgent: string | null): string | undefined {
  const text = userAgent?.slice(0, USER_AGENT_LENGTH).trim();
  if (!text) return undefined;
  const { browser, os } = Bowser.parse(text);
  // For an unknown program Bowser returns the name that the program gives itself.
  const known = [browser.name, os.name].filter((name) => name && (BROWSERS.has(name) || SYSTEMS.has(name)));
  return known.join(' on ') || undefined;
}
