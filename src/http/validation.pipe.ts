import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { AppError } from '../common/app-error.js';

/** Checks bodies against their DTO; members the DTO does not know are dropped. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    stopAtFirstError: true,
    exceptionFactory: (faults) => {
      const errors = sentences(faults);
      return new AppError('validation_failed', { detail: Object.values(errors).flat().join('; '), errors });
    },
  });
}

function sentences(faults: ValidationError[], prefix = ''): Record<string, string[]> {
  return Object.assign(
    {},
    ...faults.map((fault) => {
      const name = `${prefix}${fault.property}`;
      const own = fault.constraints ? { [name]: Object.values(fault.constraints) } : {};
      return { ...own, ...sentences(fault.children ?? [], `${name}.`) };
    }),
  ) as Record<string, string[]>;
}
