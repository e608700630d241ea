export { AppConfig, type LogLevel, type Role } from './app-config.js';
export { ConfigModule } from './config.module.js';
export { type AdminApiKey, type KeyedSecret, type ProviderName, type TestNumber } from './variables.js';
export { type LimitName, type LimitRule } from './limits.defaults.js';
export { ConfigurationError, loadConfig, readConfig } from './load-config.js';
