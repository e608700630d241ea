export { HealthModule, RootModule } from './health.module.js';
export { ReadinessService } from './readiness.service.js';
export { type SelfRequestEcho } from './self-request.controller.js';
export { SELF_REQUEST_HEADER, signSelfRequest } from './self-request.js';
export { sendingProblems, SendingHealthService } from './sending-health.service.js';
