import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { AppError } from '../common/app-error.js';
import { MAX_BODY_DEPTH } from './http.limits.js';
import { isOptionalBody } from './optional-body.decorator.js';
import { refuseUnknownParameters } from './unknown-parameters.js';

/** Validates bodies, and drops fields that their DTO does not have. Unknown query parameters are refused. */
@Injectable()
export class BodyValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      exceptionFactory: (faults) => {
        const errors = sentences(faults);
        return new AppError('validation_failed', { detail: Object.values(errors).flat().join('; '), errors });
      },
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type === 'query' && metatype) refuseUnknownParameters(value as object, metatype);
    if (type !== 'body') return super.transform(value, metadata);
    const body = value === undefined && isOptionalBody(metatype) ? {} : value;
    assertObject(body);
    return super.transform(body, metadata);
  }
}

function assertObject(body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('validation_failed', {
      detail: 'Please send a JSON object with the header "Content-Type: application/json".',
    });
  }
  if (isDeeper(body, MAX_BODY_DEPTH)) {
    throw new AppError('validation_failed', {
      detail: `The request is nested too deeply. Please send at most ${MAX_BODY_DEPTH} levels of objects and lists.`,
    });
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
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
