export { CleanUpModule } from './clean-up.module.js';
export { CleanUpService } from './clean-up.service.js';
export { MaintenanceModule } from './maintenance.module.js';
export { RecipientPseudonymService } from './recipient-pseudonym.service.js';
