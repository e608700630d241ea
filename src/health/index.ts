export { HealthModule } from './health.module.js';
export { ReadinessService } from './readiness.service.js';
export { SendingHealthService } from './sending-health.service.js';
