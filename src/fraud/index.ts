export { FraudModule } from './fraud.module.js';
export { HumanCheck } from './human-check/human-check.service.js';
