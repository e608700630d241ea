export { JsonLogger } from './json-logger.js';
export { LogThrottle } from './log-throttle.js';
export { Redactor } from './redact.js';
export { requestContext } from './request-context.js';
