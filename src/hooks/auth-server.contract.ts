import type { AppError } from '../common/app-error.js';

/** A request of an auth server, as it came. */
export interface HookRequest {
  /** By name in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The text that is signed. */
  body: string;
  receivedAt: Date;
}

/** A code that an auth server has made. */
export interface CodeMessage {
  /** In any form that `parsePhoneNumber` reads. */
  phoneNumber: string;
  code: string;
  /** BCP 47. */
  locale?: string;
}

/** An auth server whose users get their codes through Ramz. */
export interface AuthServer {
  /** Its name in `HOOK_SECRETS` and in the address of the route. */
  readonly name: string;
  /** Whether the server that knows the secret has sent the request, and now. */
  isSigned(request: HookRequest, secret: string): boolean;
  /** @returns undefined if the message holds no code */
  read(body: unknown): CodeMessage | undefined;
  /** The body of the answer to an accepted message. */
  readonly accepted: object;
  /** The answer to an error; a problem document where absent. */
  refusal?(error: AppError): { status: number; body: object };
}
