import { Inject, Injectable } from '@nestjs/common';
import { parseEmailAddress } from '../../common/email-address.js';
import { parsePhoneNumber } from '../../common/phone-number.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { UserRoleRepository, type UserSelector } from './user-role.repository.js';

/** Who administers. A role that is taken away is gone at once: every request looks at it. */
@Injectable()
export class UserRoleService {
  constructor(
    @Inject(installationConfig.KEY) private readonly config: InstallationConfig,
    private readonly repository: UserRoleRepository,
  ) {}

  /**
   * @param written phone number in any form, or e-mail address
   * @returns undefined when done, otherwise why not, in a sentence
   */
  async set(written: string, role: 'user' | 'admin'): Promise<string | undefined> {
    const user = this.read(written);
    if ('sentence' in user) return user.sentence;
    return (await this.repository.set(user, role))
      ? undefined
      : 'There is no such user. Users are made when they sign in for the first time.';
  }

  private read(written: string): UserSelector | { sentence: string } {
    if (written.includes('@')) {
      const parsed = parseEmailAddress(written);
      return parsed.ok ? { email: parsed.address } : parsed;
    }
    const parsed = parsePhoneNumber(written, { defaultCountry: this.config.defaultCountry, channel: 'call' });
    return parsed.ok ? { phone: parsed.e164 } : parsed;
  }
}
