/** Reads members of a body whose shape is not known. */
export function memberOf(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((object, name) => {
    return typeof object === 'object' && object !== null && Object.hasOwn(object, name)
      ? (object as Record<string, unknown>)[name]
      : undefined;
  }, value);
}

/** The text at a path; undefined if there is none, or an empty one. */
export function textOf(value: unknown, ...path: string[]): string | undefined {
  const member = memberOf(value, ...path);
  return typeof member === 'string' && member !== '' ? member : undefined;
}
