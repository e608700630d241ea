export { ApiProblems, BODY_PROBLEMS } from './api-problems.decorator.js';
export { createHttpApp } from './http-app.js';
export { serveDocs } from './openapi.js';
