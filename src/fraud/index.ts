export { FraudModule } from './fraud.module.js';
export { humanCheckConfig, type HumanCheckConfig } from './human-check/human-check.config.js';
export { HumanCheckService } from './human-check/human-check.service.js';
