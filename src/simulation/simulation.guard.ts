import { Inject, Injectable, type CanActivate } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { installationConfig, type InstallationConfig } from '../config/index.js';
import { emailConfig, type EmailConfig } from '../email/index.js';
import { smsConfig, type SmsConfig } from '../sms/index.js';
import { isSimulation } from './simulation-mode.js';

/** Admits requests in simulation. Elsewhere it looks as if there was no such route. */
@Injectable()
export class SimulationGuard implements CanActivate {
  private readonly isOpen: boolean;

  constructor(
    @Inject(installationConfig.KEY) installation: InstallationConfig,
    @Inject(smsConfig.KEY) sms: SmsConfig,
    @Inject(emailConfig.KEY) email: EmailConfig,
  ) {
    this.isOpen = isSimulation(installation, sms, email);
  }

  /** @throws AppError not_found */
  canActivate(): true {
    if (this.isOpen) return true;
    throw new AppError('not_found');
  }
}
