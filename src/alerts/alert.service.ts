import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { alertName, type AlertKind, type Fault } from './alert.contract.js';
import { AlertRepository, type AlertPageRequest, type OpenAlert, type RecordedAlert } from './alert.repository.js';

/** Raises and clears alerts: once per fault, whichever process finds it first. */
@Injectable()
export class AlertService {
  private readonly logger = new Logger('Alerts');

  constructor(
    private readonly alerts: AlertRepository,
    private readonly clock: Clock,
  ) {}

  open(): Promise<OpenAlert[]> {
    return this.alerts.open();
  }

  page(request: AlertPageRequest): Promise<RecordedAlert[]> {
    return this.alerts.page(request);
  }

  /** Does nothing if the alert is open. */
  async raise(fault: Fault): Promise<void> {
    await this.raiseAll([fault]);
  }

  /** Does nothing if the alert is not open. */
  async clear(fault: Pick<Fault, 'kind' | 'about'>): Promise<void> {
    const cleared = await this.alerts.clear(alertName(fault), this.now());
    if (cleared > 0) this.logger.log({ message: 'alert cleared', alert: alertName(fault) });
  }

  /** Raises these faults, and clears every other alert of the kinds. */
  async replace(kinds: readonly AlertKind[], faults: Fault[]): Promise<void> {
    await this.raiseAll(faults);
    const cleared = await this.alerts.clearOthers(kinds, faults.map(alertName), this.now());
    if (cleared > 0) this.logger.log({ message: 'alerts cleared', kinds: kinds.join(','), count: cleared });
  }

  private async raiseAll(faults: Fault[]): Promise<void> {
    if (faults.length === 0) return;
    const raised = await this.alerts.raise(faults, this.now());
    if (raised > 0) this.logger.warn({ message: 'alerts raised', alerts: faults.map(alertName), count: raised });
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}
