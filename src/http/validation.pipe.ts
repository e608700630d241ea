import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationPipeOptions } from '@nestjs/common';
import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import type { ValidationError } from 'class-validator';
import { AppError } from '../common/app-error.js';
import { MAX_BODY_DEPTH } from './http.limits.js';
import { allowsKnownFieldsOnly } from './known-fields-only.decorator.js';
import { isOptionalBody } from './optional-body.decorator.js';
import { refuseUnknownParameters } from './unknown-parameters.js';

const OPTIONS: ValidationPipeOptions = {
  // Otherwise Nest looks for the packages at start and loads a second copy of them beside that of the bundle.
  validatorPackage: classValidator,
  transformerPackage: classTransformer,
  transform: true,
  whitelist: true,
  stopAtFirstError: true,
  exceptionFactory: (faults) => failure(sentences(faults)),
};

/**
 * Validates bodies and queries. Fields of a body that its DTO does not have are dropped, or refused with
 * `@KnownFieldsOnly`; unknown query parameters are refused.
 */
@Injectable()
export class BodyValidationPipe extends ValidationPipe {
  private readonly strict = new ValidationPipe({ ...OPTIONS, forbidNonWhitelisted: true });

  constructor() {
    super(OPTIONS);
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type === 'query' && metatype) refuseUnknownParameters(value as object, metatype);
    if (type !== 'body') return super.transform(value, metadata);
    const body = value === undefined && isOptionalBody(metatype) ? {} : value;
    assertObject(body);
    if (!allowsKnownFieldsOnly(metatype)) return super.transform(body, metadata);
    // class-transformer drops this one before it is checked.
    if (Object.hasOwn(body, 'constructor')) throw failure({ constructor: [unknownField('constructor')] });
    return this.strict.transform(body, metadata);
  }
}

function assertObject(body: unknown): asserts body is object {
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
      const own = fault.constraints ? { [name]: sentencesOf(name, fault.constraints) } : {};
      return { ...own, ...sentences(fault.children ?? [], `${name}.`) };
    }),
  ) as Record<string, string[]>;
}

function failure(errors: Record<string, string[]>): AppError {
  return new AppError('validation_failed', { detail: Object.values(errors).flat().join('; '), errors });
}

function unknownField(name: string): string {
  return `${name} is not a field of this request`;
}

function sentencesOf(name: string, { whitelistValidation, ...constraints }: Record<string, string>): string[] {
  const unknown = whitelistValidation === undefined ? [] : [unknownField(name)];
  return [...unknown, ...Object.values(constraints)];
}
