import { SetMetadata, type Type } from '@nestjs/common';

const KNOWN_FIELDS_ONLY = 'ramz:known-fields-only';

/** Marks the DTO of a body that is refused if it has other fields. Without it they are dropped. */
export function KnownFieldsOnly(): ClassDecorator {
  return SetMetadata(KNOWN_FIELDS_ONLY, true);
}

export function allowsKnownFieldsOnly(dto: Type | undefined): boolean {
  return dto !== undefined && Reflect.getMetadata(KNOWN_FIELDS_ONLY, dto) === true;
}
