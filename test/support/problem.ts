import { ERROR_CODES, type ErrorCode } from '../../src/common/error-codes.js';

/** An answer of the service, however it was asked for. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** What tells an attacker how the service is made: stacks, files, SQL and the names of its parts. */
const INSIDES =
  /node_modules|\.[cm]?[jt]s:\d+|\bat \S+ \(|"stack"|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) |prisma|postgres|FST_ERR|\/(home|tmp|usr\/(lib|local|bin)|work|app)\/|ECONN|TypeError|RangeError/i;

/** Why an answer is not a sound problem document; undefined when it is one. */
export function problemFault({ status, headers, text }: RawAnswer): string | undefined {
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8') return 'not application/problem+json';
  const body = JSON.parse(text) as Record<string, unknown>;
  for (const member of ['type', 'title', 'detail', 'code', 'request_id']) {
    if (typeof body[member] !== 'string' || body[member] === '') return `no ${member}`;
  }
  const code = body['code'] as string;
  if (!isErrorCode(code)) return `unknown code ${code}`;
  if (body['type'] !== `urn:ramz:error:${code}`) return 'type and code differ';
  if (body['status'] !== status || ERROR_CODES[code].status !== status) return 'the status is not that of the code';
  if (body['request_id'] !== headers['x-request-id']) return 'the request id is not that of the header';
  return insidesIn(text);
}

/** Which of its insides an answer shows; undefined when none. */
export function insidesIn(text: string): string | undefined {
  const found = INSIDES.exec(text)?.[0];
  return found && `shows "${found}"`;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
