import { fileURLToPath } from 'node:url';
import { build } from 'vite';

for (const name of ['plain', 'react', 'vue', 'svelte']) {
  const root = fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
  await build({ root, base: './', logLevel: 'warn' });
  console.log(`built examples/${name}`);
}
