import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { AppError } from '../common/app-error.js';

/**
 * Refuses query parameters that their DTO does not have, because a filter that is ignored returns too much.
 * @throws AppError validation_failed
 */
export function refuseUnknownParameters(query: object, dto: Type): void {
  const validated = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const known = new Set(validated.map(({ propertyName }) => propertyName));
  const unknown = Object.keys(query).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const hint = `This address has the parameters ${[...known].join(', ')}.`;
  const errors = Object.fromEntries(unknown.map((name) => [name, [`There is no parameter "${name}". ${hint}`]]));
  throw new AppError('validation_failed', { detail: Object.values(errors).flat().join(' '), errors });
}
