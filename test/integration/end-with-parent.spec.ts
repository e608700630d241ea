import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const SERVICE = `
  const { endWithParent } = await import(${JSON.stringify(resolve('scripts/end-with-parent.mjs'))});
  endWithParent(20);
  setInterval(() => undefined, 1000);
  process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(); });
  console.log('ready');`;

describe('services started by npm', () => {
  it('a service gets SIGTERM once its shell is gone, because npm stops only the shell', async () => {
    // `true` keeps the shell running: without a second command it would be replaced by the service.
    const shell = spawn('sh', ['-c', `"$NODE" --input-type=module -e "$SERVICE"; true`], {
      env: { ...process.env, NODE: process.execPath, SERVICE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (chunk.includes('ready')) shell.kill('SIGKILL');
    });
    // The pipe closes when the service has ended too.
    await once(shell.stdout, 'close');
    expect(output).toBe('ready\nSIGTERM\n');
  });
});
