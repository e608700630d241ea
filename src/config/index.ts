export { readAddress } from './address.js';
export { ConfigurationError } from './configuration.error.js';
export { defineConfig, type AnyConfig, type ConfigContext } from './define-config.js';
export { renderEnvExample, renderTable, renderVariableTable, replaceGenerated } from './documentation.js';
export { loadEnvironmentFile, processEnvironment, type Environment } from './environment.js';
export { installationConfig, type InstallationConfig, type LogLevel, type Role } from './installation.config.js';
export { secretsConfig, type KeyedSecret, type SecretsConfig, type SigningJwk } from './secrets.config.js';
export {
  boolean,
  choice,
  country,
  integer,
  isLoopback,
  isPlainHttp,
  list,
  parsed,
  passwordsOf,
  readLastDay,
  text,
  url,
} from './values.js';
export { nameWarnings } from './variable-names.js';
export { variable, type VariableMeta } from './variable.js';
