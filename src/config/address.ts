const PERCENT_ENCODE =
  'cannot be read as an address. Percent-encode special characters in user and password, such as %40 for @ and %2F for /';

/**
 * Reads an address that may contain a login. A password with a special character may move the end of the host, and the
 * rest of the password would then be looked up, and logged, as a host or a database.
 * @param protocols such as `redis:`
 */
export function readAddress(given: string, protocols: string[]): URL {
  if (!protocols.some((protocol) => given.startsWith(`${protocol}//`)))
    throw new Error(`must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
  const isEncoded = URL.canParse(given) && !/[\s\\]|%(?![0-9a-f]{2})/i.test(given) && isDecodable(given);
  const url = isEncoded ? new URL(given) : undefined;
  if (!url || `${url.pathname}${url.search}`.includes('@') || url.hash) throw new Error(PERCENT_ENCODE);
  return url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
