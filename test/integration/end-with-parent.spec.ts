import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const SERVICE = `
  const { endWithParent } = await import(${JSON.stringify(resolve('scripts/end-with-parent.mjs'))});
  endWithParent(20);
  setInterval(() => undefined, 1000);
  process.on('SIGTERM', () => { console.log('told to end'); process.exit(); });
  console.log('ready');`;

describe('A service that npm has started', () => {
  it('is told to end once the shell between them is killed, which is all that npm tells', async () => {
    // The shell stays: it has something to do after the service.
    const shell = spawn('sh', ['-c', `"$NODE" --input-type=module -e "$SERVICE"; true`], {
      env: { ...process.env, NODE: process.execPath, SERVICE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (chunk.includes('ready')) shell.kill('SIGKILL');
    });
    // The service holds the pipe, too: it closes when that has ended.
    await once(shell.stdout, 'close');
    expect(output).toBe('ready\ntold to end\n');
  });
});
