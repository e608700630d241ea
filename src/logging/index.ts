export { JsonLogger } from './json-logger.js';
export { LogThrottle } from './log-throttle.js';
export { Redactor } from './redactor.js';
export { requestContext } from './request-context.js';
