export { admitCommand, admitProcess, findKeyFaults } from './admission.js';
export { measureSkew } from './clock-skew.js';
export { FleetModule } from './fleet.module.js';
export { MAX_SKEW_MS } from './process-beat.service.js';
export { ProcessErrorService } from './process-error.service.js';
export { ProcessIdentity } from './process-identity.js';
export { ProcessRepository, type JobFailure, type RunningProcess } from './process.repository.js';
export { sharedKeysOf } from './secret-fingerprint.js';
