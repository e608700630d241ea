import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    lib: { entry: 'src/ramz-verify.ts', formats: ['es'], fileName: 'ramz-verify' },
    target: 'es2022',
    // The stylesheet uses light-dark() as browsers have it; older targets would get a polyfill that needs page-wide rules.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // In a library Vite alone would keep whitespace and comments.
    rolldownOptions: { output: { minify: true, comments: false } },
  },
});
