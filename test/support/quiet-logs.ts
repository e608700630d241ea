import 'reflect-metadata';
import { Logger } from '@nestjs/common/services/logger.service.js';

// What the code under test logs is not part of a test's report.
Logger.overrideLogger(false);
