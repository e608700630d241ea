import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { registry } from '../metrics/index.js';
import { FleetMetricsService } from './fleet-metrics.service.js';

export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** All metrics of a process in the text format of Prometheus. */
@Injectable()
export class MetricsService {
  /** CPU, memory, garbage collection and event loop. */
  private readonly process = new Registry();

  constructor(private readonly fleet: FleetMetricsService) {
    collectDefaultMetrics({ register: this.process });
  }

  async render(): Promise<string> {
    const parts = await Promise.all([registry.metrics(), this.fleet.render(), this.process.metrics()]);
    return parts.join('\n');
  }
}
