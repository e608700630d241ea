export { MaintenanceModule } from './maintenance.module.js';
export { RecipientPseudonymService } from './recipient-pseudonym.service.js';
