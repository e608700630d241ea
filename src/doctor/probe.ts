import { request } from 'undici';
import { codeOf } from '../common/system-error.js';

export interface ProbeAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** An HTTP call that only looks: what was answered, or why nothing was, as part of a sentence. */
export type ProbeResult = ProbeAnswer | { fault: string };

const MAX_BODY_BYTES = 64 * 1024;
const FAULTS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its host name does not exist',
  EAI_AGAIN: 'its host name could not be looked up',
};

/** Follows no redirect. Does not throw. */
export async function probe(
  url: string,
  options: { signal: AbortSignal; method?: 'GET' | 'HEAD'; headers?: Record<string, string> },
): Promise<ProbeResult> {
  const { signal, method = 'GET', headers = {} } = options;
  try {
    const response = await request(url, { method, headers: { 'user-agent': 'Ramz', ...headers }, signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return { fault: 'the answer is too long' };
      chunks.push(chunk);
    }
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    if (signal.aborted) return { fault: 'no answer came in time' };
    const code = codeOf(error) ?? '';
    if (/CERT|^ERR_TLS|SELF_SIGNED|^UNABLE_TO/.test(code)) return { fault: `its certificate is not valid (${code})` };
    return { fault: FAULTS[code] ?? `the connection failed (${code || 'without a reason'})` };
  }
}
