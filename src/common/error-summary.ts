const MAX_LENGTH = 300;

/** Shortens an unexpected error for a row: its first line, without digits that could be those of a code or a number. */
export function summarizeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n').find((part) => part.trim()) ?? 'no message';
  const summary = line.trim().replaceAll(/\d{4,}/g, '****');
  return `Unexpected error: ${summary.slice(0, MAX_LENGTH)}`;
}
