import type { z } from 'zod';

/** What the documentation says of a variable. */
export interface VariableHelp {
  /** One sentence, without its full stop. Markdown. */
  help: string;
  /** Which texts it accepts; those of the schema where absent. Markdown. */
  values?: string;
  /** What stands for a value while it is unset, such as `generated outside production`. Markdown. */
  unset?: string;
}

/** Schema metadata: the accepted texts in words, and the help of the variable. */
export interface VariableMeta extends Record<string, unknown> {
  values?: string;
  variable?: VariableHelp & { default?: string };
}

/** An environment variable that is undefined while it is unset. */
export function variable<S extends z.ZodType<unknown, string>>(schema: S, help: VariableHelp): z.ZodOptional<S>;
/** An environment variable with a default, which is read like any other text. */
export function variable<S extends z.ZodType<unknown, string>>(
  schema: S,
  help: VariableHelp & { default: string },
): z.ZodPrefault<S>;
export function variable(schema: z.ZodType<unknown, string>, help: VariableHelp & { default?: string }) {
  const withDefault = help.default === undefined ? schema.optional() : schema.prefault(help.default);
  return withDefault.meta({ ...schema.meta(), variable: help });
}
