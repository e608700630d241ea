export { countCodeRequest, countVerification } from './code.metrics.js';
export { countFraudDecision } from './fraud.metrics.js';
export { observeHttpRequest } from './http.metrics.js';
export { codeLabel, countryLabel, NONE, OTHER } from './label-values.js';
export { countRateLimited } from './limit.metrics.js';
export { countMessage, countSpend, observeDelivery } from './message.metrics.js';
export { observeProviderCall } from './provider.metrics.js';
export { registry } from './registry.js';
