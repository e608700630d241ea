import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('the types of packages/client', () => {
  it('are in step with openapi.json', async () => {
    const check = run(process.execPath, ['packages/client/scripts/generate.mjs', '--check']);
    await expect(check).resolves.toMatchObject({ stderr: '' });
  });
});
