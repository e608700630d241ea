export { ALERT_KINDS, alertPage, type AlertKind, type Fault } from './alert.contract.js';
export { type AlertPosition, type OpenAlert, type RecordedAlert } from './alert.repository.js';
export { AlertService } from './alert.service.js';
export { AlertWatchService } from './alert-watch.service.js';
export { AlertsModule } from './alerts.module.js';
export { FraudWatchService } from './fraud-watch.service.js';
