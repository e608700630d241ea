export { admitCommand, admitProcess } from './admission.js';
export { type KeyReport } from './key-report.policy.js';
export { KeyReportService } from './key-report.service.js';
export { FleetModule } from './fleet.module.js';
export { MAX_SKEW_MS } from './process-beat.service.js';
export { ProcessErrorService } from './process-error.service.js';
export { ProcessIdentity } from './process-identity.js';
export { ProcessRepository, type JobFailure, type RunningProcess } from './process.repository.js';
export { sharedKeysOf } from './secret-fingerprint.js';
