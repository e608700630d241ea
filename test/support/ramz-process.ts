import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ENTRY = resolve('dist/bundle/main.js');
const START_TIMEOUT_MS = 60_000;

/** The built application in a process of its own, as an operator runs it. */
export class RamzProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly chunks: string[],
  ) {}

  /** Starts it, without waiting until it is ready. */
  static launch(environment: Record<string, string>): RamzProcess {
    const { child, chunks } = launch(environment);
    return new RamzProcess(child, chunks);
  }

  /** Starts it on a free port and resolves once it says it is ready; `environment` alone decides, no .env file. */
  static async start(environment: Record<string, string>): Promise<RamzProcess> {
    const ramz = RamzProcess.launch(environment);
    await ramz.ready();
    return ramz;
  }

  /** Resolves once it says that it is ready. */
  async ready(): Promise<void> {
    const timeout = setTimeout(() => this.signal('SIGKILL'), START_TIMEOUT_MS);
    try {
      await this.waitForOutput('Ramz is ready');
    } catch {
      throw new Error(`Ramz did not start:\n${this.output}`);
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Where it listens, such as http://127.0.0.1:40123, once it is ready. */
  get url(): string {
    const url = /(?:address|health) +(http:\S+?)(?:\/health\/ready)?$/m.exec(this.output)?.[1];
    if (!url) throw new Error(`Ramz printed no address:\n${this.output}`);
    return url;
  }

  /** For starts that are to fail: exit code and everything printed. */
  static async runToEnd(environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const { child, chunks } = launch(environment);
    const timeout = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    await once(child, 'close');
    clearTimeout(timeout);
    return { code: child.exitCode, output: chunks.join('') };
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Everything printed so far, on both outputs. */
  get output(): string {
    return this.chunks.join('');
  }

  /** The JSON log lines so far. */
  get logs(): Record<string, unknown>[] {
    return this.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Resolves once the output matches; rejects when the process ends first. */
  async waitForOutput(pattern: string | RegExp): Promise<void> {
    await until(this.child, () =>
      typeof pattern === 'string' ? this.output.includes(pattern) : pattern.test(this.output),
    );
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Resolves with the exit code. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return this.ended();
  }
}

function launch(environment: Record<string, string>): { child: ChildProcess; chunks: string[] } {
  // An empty working folder: the developer's own .env file and .data folder have no say in tests.
  const folder = mkdtempSync(join(tmpdir(), 'ramz-e2e-'));
  const child = spawn(process.execPath, ['--enable-source-maps', ENTRY], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.once('close', () => rmSync(folder, { recursive: true, force: true }));
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk);
      child.emit('output');
    });
  }
  return { child, chunks };
}

/** Looks at the condition whenever something is printed. */
function until(child: ChildProcess, condition: () => boolean): Promise<void> {
  return new Promise((done, fail) => {
    const finish = (settle: () => void) => {
      child.off('output', look);
      child.off('close', closed);
      settle();
    };
    const look = () => condition() && finish(done);
    const closed = () => finish(condition() ? done : () => fail(new Error('The process ended first.')));
    child.on('output', look);
    child.on('close', closed);
    look();
  });
}
