export { ApiProblems, BODY_PROBLEMS } from './api-problems.decorator.js';
export { BodyLimit } from './body-limit.decorator.js';
export { createHttpApp } from './http-app.js';
export { LARGE_BODY_LIMIT_KIB } from './http.limits.js';
export { OptionalBody } from './optional-body.decorator.js';
export { RawBody } from './raw-body.decorator.js';
export { ProblemDetailsFilter } from './problem-details.filter.js';
export { ACCESS_COOKIE, cookieOf, REFRESH_COOKIE } from './session-cookie-names.js';
export { serveDocs } from './openapi.js';
