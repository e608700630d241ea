import { SetMetadata, type Type } from '@nestjs/common';

const OPTIONAL_BODY = 'ramz:optional-body';

/** Marks the DTO of a body that may be omitted; then it is read as `{}`. */
export function OptionalBody(): ClassDecorator {
  return SetMetadata(OPTIONAL_BODY, true);
}

export function isOptionalBody(dto: Type | undefined): boolean {
  return dto !== undefined && Reflect.getMetadata(OPTIONAL_BODY, dto) === true;
}
