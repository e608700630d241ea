export { ApiProblems, BODY_PROBLEMS } from './api-problems.decorator.js';
export { BodyLimit } from './body-limit.decorator.js';
export { createHttpApp } from './http-app.js';
export { LARGE_BODY_LIMIT_KIB } from './http.limits.js';
export { ProblemDetailsFilter } from './problem-details.filter.js';
export { serveDocs } from './openapi.js';
