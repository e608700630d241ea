import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ConversionDropService, FraudDecisionRepository, SpendService } from '../fraud/index.js';
import { AlertService } from './alert.service.js';
import { pumpingFaults, spendFaults, weakDestinationFaults } from './fraud-fault.policy.js';

const PUMPING_WINDOW_MS = 10 * 60_000;

/** Raises the alerts of the guard. Its methods are maintenance tasks, so one worker of the fleet runs them. */
@Injectable()
export class FraudWatchService {
  constructor(
    private readonly alerts: AlertService,
    private readonly decisions: FraudDecisionRepository,
    private readonly spending: SpendService,
    private readonly drops: ConversionDropService,
    private readonly clock: Clock,
  ) {}

  async checkGuard(): Promise<void> {
    const since = new Date(this.clock.now() - PUMPING_WINDOW_MS);
    const [states, countries, drops] = await Promise.all([
      this.spending.states(),
      this.decisions.countriesSince(since),
      this.drops.find(),
    ]);
    await this.alerts.replace(['spend_ceiling'], spendFaults(states));
    await this.alerts.replace(['pumping'], [...pumpingFaults(countries), ...weakDestinationFaults(drops)]);
  }
}
