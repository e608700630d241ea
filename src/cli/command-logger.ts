import type { LoggerService } from '@nestjs/common';

/** Writes warnings and errors of the application as sentences, without stacks. */
export class CommandLogger implements LoggerService {
  constructor(private readonly write: (line: string) => void) {}

  log(): void {}

  warn(message: unknown): void {
    this.write(`Warning: ${describe(message)}`);
  }

  error(message: unknown): void {
    this.write(`Error: ${describe(message)}`);
  }
}

function describe(message: unknown): string {
  if (message instanceof Error) return message.message;
  if (typeof message !== 'object' || message === null) return String(message);
  const { message: text, error } = message as { message?: unknown; error?: unknown };
  return error instanceof Error ? `${String(text)}: ${error.message}` : String(text);
}
