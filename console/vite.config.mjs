import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const folder = import.meta.dirname;

export default defineConfig({
  root: folder,
  // The page is at /admin and may be behind a prefix, so addresses are relative to the folder of /admin.
  base: './',
  plugins: [
    {
      name: 'addresses-from-the-page',
      generateBundle: {
        order: 'post',
        handler: (_options, files) => {
          for (const file of Object.values(files)) {
            if (file.type !== 'asset' || file.fileName !== 'index.html') continue;
            file.source = String(file.source).replaceAll('./assets/', 'admin/assets/');
          }
        },
      },
    },
  ],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: resolve(folder, '../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    // The content policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: resolve(folder, 'index.html'), queues: resolve(folder, 'queues.ts') },
      // The page of bull-board names this file.
      output: {
        entryFileNames: ({ name }) => (name === 'queues' ? 'assets/queues.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
