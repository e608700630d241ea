/** One part of an e-mail, decoded. */
export interface MimePart {
  /** Lower-case name to unfolded value. */
  headers: Record<string, string>;
  body: string;
  parts: MimePart[];
}

/** Reads an e-mail as it came over the wire; all that it has to know is UTF-8. */
export function readMime(raw: string): MimePart {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
    }),
  );
  const content = raw.slice(end + 4);
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1];
  const parts = boundary ? content.split(`--${boundary}`).slice(1, -1) : [];
  return {
    headers,
    body: decodeBody(content, headers['content-transfer-encoding']),
    parts: parts.map((part) => readMime(part.replace(/^\r\n/, ''))),
  };
}

function decodeBody(content: string, encoding?: string): string {
  if (encoding === 'base64') return Buffer.from(content, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? unquote(content.replace(/=\r\n/g, '')) : content;
}

/** RFC 2047. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('utf8') : unquote(word.replaceAll('_', ' ')),
    );
}

function unquote(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
