export { CHECKS } from './checks/index.js';
export { type Finding } from './check.contract.js';
export { type DoctorOptions } from './doctor-context.js';
export { planTest, type OnlyMethod, type TestPlan } from './send-test/send-test.plan.js';
export { SendTestService, type TestResult, type TestStepResult } from './send-test/send-test.service.js';
export { DoctorService, type DoctorReport } from './doctor.service.js';
