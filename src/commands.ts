// Used by the development commands in scripts/. Those of operators are in cli/.
export { loadEnvironmentFile, processEnvironment } from './config/index.js';
export { generatedFiles } from './configuration.docs.js';
export { openDatabase } from './database/index.js';
