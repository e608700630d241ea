import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useStage } from './support/stage.js';

const open = useStage();

for (const name of ['plain', 'react', 'vue', 'svelte']) {
  test(`the ${name} example signs in`, async () => {
    const screen = await open({ path: `/examples/${name}/dist/` });
    await screen.toCode();
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.page.getByText('Signed in as +989123456789').waitFor();
    assert.deepEqual(screen.pageErrors, []);
  });
}
