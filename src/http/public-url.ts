export interface PublicUrl {
  /** Lower-case ASCII host, no default port, no slash at the end. */
  normalised: string;
  /** As it was written, without slashes at the end. */
  given: string;
}

/** @throws Error if the text is not an address to which paths can be appended */
export function parsePublicUrl(text: string): PublicUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error('must be an address that starts with http:// or https://');
  }
  // An empty query or fragment is not in `search` and `hash`.
  if (/[?#]/.test(text)) throw new Error('must end with its path: leave out the query (?) and the fragment (#)');
  if (url.username || url.password) throw new Error('must have no user and password: anyone can see this address');
  return { normalised: url.origin + url.pathname.replace(/\/+$/, ''), given: text.replace(/\/+$/, '') };
}
