export { FraudModule } from './fraud.module.js';
export { HumanCheckService } from './human-check/human-check.service.js';
