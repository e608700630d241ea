export { HealthModule, RootModule } from './health.module.js';
export { ReadinessService } from './readiness.service.js';
export { SendingHealthService } from './sending-health.service.js';
