export { ApiProblems } from './api-problems.decorator.js';
export { createHttpApp } from './http-app.js';
export { serveDocs } from './openapi.js';
