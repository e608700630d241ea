import Bowser from 'bowser';

/** In characters: few browsers send more, and it bounds the work on hostile input. */
export const USER_AGENT_LENGTH = 256;
const BROWSERS = new Set(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set(Object.values(Bowser.OS_MAP));

/** A few words for a device, such as `Chrome on Android`, of its User-Agent; undefined where nothing in it is known. */
export function deviceName(userAgent: string | null): string | undefined {
  const text = userAgent?.slice(0, USER_AGENT_LENGTH).trim();
  if (!text) return undefined;
  const { browser, os } = Bowser.parse(text);
  // For programs that it does not know, Bowser repeats what they call themselves.
  const known = [browser.name, os.name].filter((name) => name && (BROWSERS.has(name) || SYSTEMS.has(name)));
  return known.join(' on ') || undefined;
}
