import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GivenCodeService } from '../auth/index.js';
import { AppError } from '../common/app-error.js';
import type { AuthServer, HookRequest } from './auth-server.contract.js';
import { hookConfig, type HookConfig } from './hook.config.js';
import { AUTH_SERVERS } from './servers/index.js';

/** Codes of servers may be letters and digits. Longer texts are no codes that a person types. */
const CODE = /^[A-Za-z0-9]{4,12}$/;

/** Sends the codes of other auth servers. */
@Injectable()
export class HookService {
  constructor(
    @Inject(hookConfig.KEY) private readonly config: HookConfig,
    private readonly codes: GivenCodeService,
  ) {}

  /** @throws AppError not_found unless the server is configured */
  serverOf(name: string): AuthServer {
    const server = AUTH_SERVERS.find((candidate) => candidate.name === name);
    if (!server || !this.config.secrets.has(name)) {
      throw new AppError('not_found', { detail: 'HOOK_SECRETS has no such auth server.' });
    }
    return server;
  }

  /**
   * A request that is repeated within ten minutes sends nothing more.
   * @throws AppError unauthorized, validation_failed, and what a request for a code throws
   */
  async send(server: AuthServer, request: HookRequest): Promise<void> {
    if (!server.isSigned(request, this.config.secrets.get(server.name)!)) {
      throw new AppError('unauthorized', {
        detail: `The request is not signed with the secret of ${server.name} in HOOK_SECRETS, or its time is not now.`,
      });
    }
    const message = server.read(parse(request.body));
    if (!message || !CODE.test(message.code)) {
      const detail = 'The request holds no number with a code of 4 to 12 letters and digits. Ramz sends codes only.';
      throw new AppError('validation_failed', { detail });
    }
    const { phoneNumber, code, locale } = message;
    const key = createHash('sha256')
      .update(JSON.stringify([phoneNumber, code]))
      .digest('base64url');
    await this.codes.send({ phoneNumber, code, locale, givenBy: server.name, key });
  }

  /** Records that the newest code which a server gave for this number was entered. @returns whether there was one */
  async entered(server: AuthServer, phoneNumber: string): Promise<boolean> {
    return this.codes.markEntered(phoneNumber, server.name);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
