import { styleText } from 'node:util';
import type { Failure } from './error-sentence.js';

/** What a command answers. */
export interface Answer {
  /** What `--json` prints. */
  result: unknown;
  /** What people read. */
  text: string | string[];
  /** False makes the exit status 1. */
  ok?: boolean;
}

interface Sink {
  write(text: string): unknown;
}

/** Prints answers to standard output and everything else to standard error. */
export class Output {
  constructor(
    readonly json: boolean,
    private readonly out: Sink = process.stdout,
    private readonly err: Sink = process.stderr,
  ) {}

  answer({ result, text }: Answer): void {
    if (this.json) return this.line(toJson(result, 2));
    const lines = [text].flat().join('\n');
    if (lines !== '') this.line(lines);
  }

  /** Prints one of several results as soon as it is there: a line of text, or with `--json` a document on one line. */
  item({ result, text }: Answer): void {
    this.line(this.json ? toJson(result) : [text].flat().join('\n'));
  }

  /** With `--json`, the one document is the error. */
  failure({ code, message }: Failure): void {
    this.note(styleText('red', message, { stream: process.stderr }));
    if (this.json) this.line(toJson({ ok: false, error: { code, message } }, 2));
  }

  /** The library that reads the call has printed why it is wrong. */
  wrongCall(message: string): void {
    this.line(toJson({ ok: false, error: { code: 'usage', message } }, 2));
  }

  /** Shows what the command is doing, or what its user has to know. */
  note(text: string): void {
    this.err.write(`${text}\n`);
  }

  private line(text: string): void {
    this.out.write(`${text}\n`);
  }
}

function toJson(value: unknown, indentation?: number): string {
  return JSON.stringify(
    value,
    (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field),
    indentation,
  );
}
