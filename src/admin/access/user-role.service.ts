import { Inject, Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { parseRecipient, recipientInputOf, type Recipient } from '../../common/recipient.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { UserRoleRepository, type UserSelector } from './user-role.repository.js';

/** Sets the role of users. A change takes effect at once, because every request reads the role. */
@Injectable()
export class UserRoleService {
  constructor(
    @Inject(installationConfig.KEY) private readonly config: InstallationConfig,
    private readonly repository: UserRoleRepository,
  ) {}

  /**
   * @param text id, phone number in any form, or e-mail address
   * @returns undefined if the role was set, otherwise a sentence that says why not
   */
  async set(text: string, role: 'user' | 'admin'): Promise<string | undefined> {
    if (isUUID(text)) return this.setOf({ id: text.toLowerCase() }, role);
    const options = { defaultCountry: this.config.defaultCountry, channel: 'call' } as const;
    const parsed = parseRecipient(recipientInputOf(text), options);
    return parsed.ok ? this.setOf(selectorOf(parsed.recipient), role) : parsed.sentence;
  }

  private async setOf(user: UserSelector, role: 'user' | 'admin'): Promise<string | undefined> {
    const isSet = await this.repository.set(user, role);
    return isSet ? undefined : 'There is no such user. Users are created when they sign in for the first time.';
  }
}

function selectorOf({ kind, value }: Recipient): UserSelector {
  return kind === 'email' ? { email: value } : { phone: value };
}
