import type { z } from 'zod';

/** The documentation of a variable. */
export interface VariableHelp {
  /** Its meaning in one sentence without a full stop. Markdown. */
  help: string;
  /** The accepted texts, instead of those that the schema names. Markdown. */
  values?: string;
  /** What applies while it is unset, such as `generated outside production`. Markdown. */
  unset?: string;
}

/** Schema metadata: the accepted texts and the documentation of the variable. */
export interface VariableMeta extends Record<string, unknown> {
  values?: string;
  variable?: VariableHelp & { default?: string };
}

/** Declares an environment variable whose value is undefined while it is unset. */
export function variable<S extends z.ZodType<unknown, string>>(schema: S, help: VariableHelp): z.ZodOptional<S>;
/** Declares an environment variable with a default, which is parsed like any other text. */
export function variable<S extends z.ZodType<unknown, string>>(
  schema: S,
  help: VariableHelp & { default: string },
): z.ZodPrefault<S>;
export function variable(schema: z.ZodType<unknown, string>, help: VariableHelp & { default?: string }) {
  const withDefault = help.default === undefined ? schema.optional() : schema.prefault(help.default);
  return withDefault.meta({ ...schema.meta(), variable: help });
}
