import { Transform, type TransformFnParams } from 'class-transformer';

/** Many clients send null for a field that has no value, so null means what leaving the field out means. */
export const NullMeans = (value: string | boolean | undefined) =>
  Transform(({ value: given }: TransformFnParams): unknown => given ?? value);
